using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>A question for the chats with a problem, the latest first. Sent by the Gateway (<c>GET /chats</c>), answered by the Sender with <see cref="ChatPage"/>.</summary>
public sealed record ListChats
{
    /// <summary>As <see cref="ChatCondition.State"/>; null for all.</summary>
    [OneOf("unreachable", "migrated", "limited")]
    public string? State { get; init; }

    /// <summary><see cref="ChatPage.Next"/> of the page before; null for the first.</summary>
    [StringLength(200)]
    public string? After { get; init; }

    /// <summary>At most so many, 1 to 500.</summary>
    [Range(1, 500)]
    public int Limit { get; init; } = 50;
}

/// <summary>The answer to <see cref="ListChats"/>.</summary>
public sealed record ChatPage
{
    /// <summary>The chats.</summary>
    public required IReadOnlyList<ChatCondition> Chats { get; init; }

    /// <summary>Where the next page begins; null at the end.</summary>
    public string? Next { get; init; }
}

/// <summary>What the Sender knows of a chat.</summary>
public sealed record ChatCondition
{
    /// <summary>The chat, as orders call it.</summary>
    public required string ChatId { get; init; }

    /// <summary><c>unreachable</c> (Telegram refused), <c>migrated</c> (it has another number) or <c>limited</c> (Telegram asked to wait).</summary>
    public required string State { get; init; }

    /// <summary>Why it cannot be reached; null where it can.</summary>
    public FailureReason? Reason { get; init; }

    /// <summary>How often in a row Telegram said so; null where it did not.</summary>
    public int? Refusals { get; init; }

    /// <summary>Until when messages are not tried: they fail at once where it is unreachable, and wait where it is limited; null where they are tried.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Its number from now on; null where it has the same.</summary>
    public string? MovedTo { get; init; }

    /// <summary>When that was noted; null where it is not known.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>
/// An order to forget what is known of a chat, so that the next message asks Telegram. Sent by the Gateway (<c>POST /chats/{id}/recheck</c>), answered by the Sender with <see cref="ChatRechecked"/>.
/// A wait that Telegram asked for stays. The same order again finds nothing to forget.
/// </summary>
public sealed record RecheckChat
{
    /// <summary>The chat, as orders call it.</summary>
    [Required, NumberOrText, RegularExpression(ChatIdForm.Pattern, ErrorMessage = ChatIdForm.Rule)]
    public required string ChatId { get; init; }
}

/// <summary>The answer to <see cref="RecheckChat"/>.</summary>
public sealed record ChatRechecked
{
    /// <summary>The chat.</summary>
    public required string ChatId { get; init; }

    /// <summary>What was forgotten, as <see cref="ChatCondition.State"/>; null where nothing was.</summary>
    public string? Forgotten { get; init; }
}
