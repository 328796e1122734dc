using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>A question for the chats in which staff decide. Sent by the Gateway (<c>GET /chats/staff</c>), answered by WebhookProcessor with <see cref="StaffChatList"/>.</summary>
public sealed record ListStaffChats;

/// <summary>The answer to <see cref="ListStaffChats"/>.</summary>
public sealed record StaffChatList
{
    /// <summary>The staff chats, and the one that stands in for them: by their number where that is known, else as the settings name them.</summary>
    public required IReadOnlyList<string> ChatIds { get; init; }
}

/// <summary>A question for what the bot may do in chats. Sent by the Gateway (<c>GET /chats/staff</c>), answered by the Sender with <see cref="ChatRightsList"/>, who asks Telegram.</summary>
public sealed record GetChatRights
{
    /// <summary>The chats, at most 100.</summary>
    [Required, MaxLength(100)]
    public required IReadOnlyList<string> ChatIds { get; init; }
}

/// <summary>The answer to <see cref="GetChatRights"/>.</summary>
public sealed record ChatRightsList
{
    /// <summary>A line for each chat that was asked for.</summary>
    public required IReadOnlyList<ChatRights> Chats { get; init; }
}

/// <summary>What the bot may do in a chat, as Telegram says.</summary>
public sealed record ChatRights
{
    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>Its number, as text; null where Telegram did not answer.</summary>
    public string? Number { get; init; }

    /// <summary>Its title; null of a private chat, and where Telegram did not answer.</summary>
    public string? Title { get; init; }

    /// <summary><c>private</c>, <c>group</c>, <c>supergroup</c> or <c>channel</c>; null where Telegram did not answer.</summary>
    public string? Type { get; init; }

    /// <summary>The bot's place there as Telegram calls it, such as <c>administrator</c>, <c>member</c>, <c>restricted</c>, <c>left</c> or <c>kicked</c>; null where Telegram did not say.</summary>
    public string? Status { get; init; }

    /// <summary>Whether it may write; null where Telegram did not say.</summary>
    public bool? CanWrite { get; init; }

    /// <summary>Whether it may pin messages; null where Telegram did not say.</summary>
    public bool? CanPin { get; init; }

    /// <summary>Whether it is brought every message of the chat: an administrator is, and every bot without privacy mode. Else it gets commands, and answers to its own messages, which is all that it needs. Null where Telegram did not say.</summary>
    public bool? CanReadAll { get; init; }

    /// <summary>Why Telegram did not say, in its words; null where it did.</summary>
    public string? Error { get; init; }
}
