using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>A message is in its chat. Published once by the Sender; the answer to a <see cref="SendMessage"/> that was a request.</summary>
public sealed record MessageSent
{
    /// <summary>The <see cref="SendMessage.MessageId"/>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The chat where it is now: after a migration the new one.</summary>
    public required string ChatId { get; init; }

    /// <summary>Telegram's id of it within the chat; of the last part where a long text was split; of the first photo of an album; 0 where an operator took it as delivered.</summary>
    public required long TelegramMessageId { get; init; }

    /// <summary>Telegram's ids of all its parts in their order, where a long text was split or there are several photos.</summary>
    public IReadOnlyList<long>? TelegramMessageIds { get; init; }

    /// <summary>When Telegram took it.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>How many requests it took, 1 or more.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>What was done to get it through, such as <c>plain_text</c>, <c>general_topic</c>, <c>without_photos</c> (Telegram refused the photos; the addresses stand in the text) <c>without_some_photos</c> (some of an album) or <c>shortened</c> (the answer to an edit that was longer than its message can be); null when it went as ordered.</summary>
    public string? Remark { get; init; }

    /// <summary>Telegram's own words for why that was done; null where there is no <see cref="Remark"/>, or it is not known any more. Never the message's text as a whole.</summary>
    public string? Detail { get; init; }

    /// <summary>The booking that it is about, if any.</summary>
    public string? BookingId { get; init; }

    /// <summary>The <see cref="SendMessage.Template"/> of its text; null where it has none.</summary>
    public string? Template { get; init; }

    /// <summary>When it was ordered: its <see cref="SendMessage.CreatedAt"/>.</summary>
    public DateTimeOffset? OrderedAt { get; init; }
}

/// <summary>A message could not be delivered and will not be tried again by itself. Published once by the Sender.</summary>
public sealed record MessageFailed
{
    /// <summary>The <see cref="SendMessage.MessageId"/>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The chat that it was for; empty of an edit whose message was never in a chat that is known.</summary>
    [Required(AllowEmptyStrings = true)]
    public required string ChatId { get; init; }

    /// <summary>The class of the failure.</summary>
    public required FailureReason Reason { get; init; }

    /// <summary>Telegram's own description, or ours; never the message's text.</summary>
    public string? Detail { get; init; }

    /// <summary>When it was given up.</summary>
    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>How many requests were made.</summary>
    public int Attempts { get; init; }

    /// <summary>The booking that it is about, if any.</summary>
    public string? BookingId { get; init; }

    /// <summary>The <see cref="SendMessage.Template"/> of its text; null where it has none.</summary>
    public string? Template { get; init; }

    /// <summary>When it was ordered: its <see cref="SendMessage.CreatedAt"/>.</summary>
    public DateTimeOffset? OrderedAt { get; init; }
}

/// <summary>A message passed its <see cref="SendMessage.ExpiresAt"/> before it could be sent, and was not sent; of one in parts some may be in the chat. Published once by the Sender.</summary>
public sealed record MessageExpired
{
    /// <summary>The <see cref="SendMessage.MessageId"/>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The chat that it was for.</summary>
    public required string ChatId { get; init; }

    /// <summary>When it was found to be expired.</summary>
    public required DateTimeOffset ExpiredAt { get; init; }

    /// <summary>The booking that it is about, if any.</summary>
    public string? BookingId { get; init; }

    /// <summary>The <see cref="SendMessage.Template"/> of its text; null where it has none.</summary>
    public string? Template { get; init; }

    /// <summary>When it was ordered: its <see cref="SendMessage.CreatedAt"/>.</summary>
    public DateTimeOffset? OrderedAt { get; init; }
}

/// <summary>
/// Nobody can say whether a message is in its chat: the request was written and no answer came (docs/telegram.md 22).
/// Published by the Sender; a message of priority <c>critical</c> or <c>high</c> is sent again, any other waits for an operator's choice.
/// </summary>
public sealed record MessageUnknown
{
    /// <summary>The <see cref="SendMessage.MessageId"/>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The chat that it was for.</summary>
    public required string ChatId { get; init; }

    /// <summary>True when the Sender sends it again by itself, false when an operator must choose.</summary>
    public required bool Resending { get; init; }

    /// <summary>When it became unknown.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many requests were made.</summary>
    public int Attempts { get; init; }

    /// <summary>The booking that it is about, if any.</summary>
    public string? BookingId { get; init; }

    /// <summary>The <see cref="SendMessage.Template"/> of its text; null where it has none.</summary>
    public string? Template { get; init; }

    /// <summary>When it was ordered: its <see cref="SendMessage.CreatedAt"/>.</summary>
    public DateTimeOffset? OrderedAt { get; init; }
}

/// <summary>An operator's choice for a message in state <c>unknown</c>: send it again, or take it as delivered. Sent by the Gateway.</summary>
public sealed record ResolveUnknown
{
    /// <summary>The <see cref="SendMessage.MessageId"/>.</summary>
    [NotEmptyId]
    public required Guid MessageId { get; init; }

    /// <summary>True to send it again, false to take it as delivered.</summary>
    public required bool Resend { get; init; }

    /// <summary>The same for the same choice of the same state: a message that became unknown again since is not chosen for by it. Default: the id of the message on the bus.</summary>
    [Unreleased]
    public Guid? Choice { get; init; }

    /// <summary>The chat that it was for, as the board has it: for what is told of a message whose order is no longer kept, as the three below.</summary>
    [Unreleased]
    public string? ChatId { get; init; }

    /// <summary>The booking that it is about, if any.</summary>
    [Unreleased]
    public string? BookingId { get; init; }

    /// <summary>The <see cref="SendMessage.Template"/> of its text; null where it has none.</summary>
    [Unreleased]
    public string? Template { get; init; }

    /// <summary>When it was ordered: its <see cref="SendMessage.CreatedAt"/>.</summary>
    [Unreleased]
    public DateTimeOffset? OrderedAt { get; init; }
}

/// <summary>A group became a supergroup: its old number no longer works, and all later messages go to the new one. Published by the Sender.</summary>
public sealed record ChatMigrated
{
    /// <summary>The number that no longer works.</summary>
    public required string OldChatId { get; init; }

    /// <summary>The number from now on.</summary>
    public required string NewChatId { get; init; }
}

/// <summary>A step of a message on its way, and more will follow: for a message's history. Published by the Sender.</summary>
public sealed record MessageProgressed
{
    /// <summary>The <see cref="SendMessage.MessageId"/>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The chat that it is for.</summary>
    public required string ChatId { get; init; }

    /// <summary><c>deferred</c> (it waits, said the first time), <c>attempt_failed</c> (it will be tried again), <c>edited</c>, <c>scheduled</c> (it waits for its time, said the first time) or <c>deleted</c>.</summary>
    public required string What { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Until when it waits; null where it does not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why: Telegram's own words, or ours; never the message's text.</summary>
    public string? Why { get; init; }

    /// <summary>How many requests were made so far.</summary>
    public int? Attempts { get; init; }

    /// <summary>The booking that it is about, if any.</summary>
    public string? BookingId { get; init; }

    /// <summary>The <see cref="SendMessage.Template"/> of its text; null where it has none.</summary>
    public string? Template { get; init; }

    /// <summary>When it was ordered; null of an edit.</summary>
    public DateTimeOffset? OrderedAt { get; init; }
}
