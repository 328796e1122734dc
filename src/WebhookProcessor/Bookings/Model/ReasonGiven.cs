using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>Somebody pressed "other reason" or "with a note": the next text of that person in that chat is it. Published by the saga, consumed here; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Reasons:ReasonAwaited")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Reasons:ReasonAwaited")]
public sealed record ReasonAwaited
{
    /// <summary>The booking's saga.</summary>
    public required Guid Booking { get; init; }

    /// <summary>The platform's own id of the booking.</summary>
    public required string BookingId { get; init; }

    public required string ChatId { get; init; }

    /// <summary>The topic.</summary>
    public int? ThreadId { get; init; }

    /// <summary>The person.</summary>
    public required long UserId { get; init; }

    /// <summary>The person, as shown to people.</summary>
    public required string UserName { get; init; }

    /// <summary>The person's language.</summary>
    public required string Language { get; init; }

    /// <summary>The keyboard that was pressed.</summary>
    public required ushort KeyboardVersion { get; init; }

    /// <summary>Until when the text counts.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The press that asked.</summary>
    public string? Press { get; init; }

    /// <summary>Whether a note for the customer is asked for, which confirms; null for the reason of a rejection.</summary>
    [Unreleased(MustBeKnown = true)]
    public bool? IsNote { get; init; }
}

/// <summary>In a private chat somebody took back what was asked about a booking. Published by the saga, consumed here; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Reasons:ReasonTakenBack")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Reasons:ReasonTakenBack")]
public sealed record ReasonTakenBack
{
    /// <summary>The booking's saga.</summary>
    public required Guid Booking { get; init; }

    public required string ChatId { get; init; }

    /// <summary>The person.</summary>
    public required long UserId { get; init; }

    /// <summary>When: what is asked later stands.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The reason, or the note, was typed. Published by the update consumer, consumed by the booking's saga; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Reasons:ReasonGiven")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Reasons:ReasonGiven")]
public sealed record ReasonGiven : CorrelatedBy<Guid>
{
    /// <summary>The booking's saga.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>The keyboard on which it began.</summary>
    public required ushort KeyboardVersion { get; init; }

    /// <summary>The reason, up to 500 characters, or the note, up to 1000.</summary>
    public required string Reason { get; init; }

    /// <summary>The update that brought it.</summary>
    public required long UpdateId { get; init; }

    public required string ChatId { get; init; }

    /// <summary>The topic.</summary>
    public int? ThreadId { get; init; }

    /// <summary>The person.</summary>
    public required long UserId { get; init; }

    /// <summary>Who was asked, where that is not the person: an anonymous administrator's answer counts for the one who was.</summary>
    public long? AskedUserId { get; init; }

    /// <summary>The person, as shown to people.</summary>
    public required string UserName { get; init; }

    /// <summary>The person's language.</summary>
    public required string Language { get; init; }

    /// <summary>The press that asked the question which this answers; null from a release that did not say.</summary>
    public string? Press { get; init; }

    /// <summary>Whether it is a note for the customer, which confirms; null where it is not.</summary>
    [Unreleased(MustBeKnown = true)]
    public bool? IsNote { get; init; }
}
