namespace PhStudio.Messaging.Contracts;

/// <summary>The booking was confirmed. Published once per decision by WebhookProcessor, after the decision was stored.</summary>
public sealed record BookingConfirmed
{
    /// <summary>The platform's own id of the booking.</summary>
    public required string BookingId { get; init; }

    /// <summary>Who confirmed it, as shown to people: a Telegram name, or the <c>by</c> of the HTTP call.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>What the customer is told with the confirmation; null for nothing.</summary>
    public string? AdditionalInfo { get; init; }

    /// <summary>Counts what happened to the booking: of two outcomes the one with the higher number is the later. Null where it is not known.</summary>
    public int? Sequence { get; init; }

    /// <summary>The <see cref="Sequence"/> of the outcome before this one; null where there is none, or it was told more than eight days ago.</summary>
    [Unreleased]
    public int? Previous { get; init; }
}

/// <summary>The booking was rejected. Published once per decision by WebhookProcessor, after the decision was stored.</summary>
public sealed record BookingRejected
{
    /// <summary>The platform's own id of the booking.</summary>
    public required string BookingId { get; init; }

    /// <summary>Who rejected it, as shown to people: a Telegram name, or the <c>by</c> of the HTTP call.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>Why, in a person's words.</summary>
    public string? Reason { get; init; }

    /// <summary>Counts what happened to the booking: of two outcomes the one with the higher number is the later. Null where it is not known.</summary>
    public int? Sequence { get; init; }

    /// <summary>The <see cref="Sequence"/> of the outcome before this one; null where there is none, or it was told more than eight days ago.</summary>
    [Unreleased]
    public int? Previous { get; init; }
}

/// <summary>Nobody decided in time. Published once by WebhookProcessor, after the end of the wait was stored.</summary>
public sealed record BookingExpired
{
    /// <summary>The platform's own id of the booking.</summary>
    public required string BookingId { get; init; }

    /// <summary>What let it expire: <c>deadline</c>.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>When it expired.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>Counts what happened to the booking: of two outcomes the one with the higher number is the later. Null where it is not known.</summary>
    public int? Sequence { get; init; }

    /// <summary>The <see cref="Sequence"/> of the outcome before this one; null where there is none, or it was told more than eight days ago.</summary>
    [Unreleased]
    public int? Previous { get; init; }
}
