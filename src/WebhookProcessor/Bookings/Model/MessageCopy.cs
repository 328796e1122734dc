using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>One message about the booking in one chat.</summary>
public sealed record MessageCopy
{
    /// <summary>Our id of it: the <see cref="SendMessage.MessageId"/>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The chat it was ordered for; the signature of its buttons covers this.</summary>
    public required string ChatId { get; init; }

    /// <summary>The topic it is in.</summary>
    public int? ThreadId { get; init; }

    /// <summary>The language it is written in.</summary>
    public required string Language { get; init; }

    /// <summary>True for one that somebody asked for by /pending: there can be any number of those.</summary>
    public bool Shown { get; init; }

    /// <summary>Whom it reminds, who had pressed Later: the person's next reminder takes its place. Null for any other.</summary>
    public long? Reminds { get; init; }

    /// <summary>When it was ordered; null of one that a release before this noted, and of one that another system sent.</summary>
    public DateTimeOffset? OrderedAt { get; init; }

    /// <summary>True for one that could not be delivered: there is nothing to edit.</summary>
    public bool IsLost { get; init; }

    /// <summary>The chat where it is, once it is known: another number than <see cref="ChatId"/> for a public name or a group that moved.</summary>
    public string? SentTo { get; init; }

    /// <summary>Telegram's id of it, once it is known.</summary>
    public long? TelegramMessageId { get; init; }
}
