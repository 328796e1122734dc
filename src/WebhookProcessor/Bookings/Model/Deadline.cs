using MassTransit;
using PhStudio.Messaging.Contracts;
using System.Text.Json.Serialization;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

[JsonConverter(typeof(JsonStringEnumConverter<DeadlineKind>))]
public enum DeadlineKind
{
    /// <summary>Staff are reminded that a booking waits.</summary>
    Remind,

    /// <summary>The managers are notified.</summary>
    Escalate,

    /// <summary>The wait for a decision ends; once decided, the decision's wait for a booking that never came.</summary>
    Expire,

    /// <summary>A decision can no longer be taken back, and its button goes away.</summary>
    UndoEnds,

    /// <summary>The customer is reminded of the session.</summary>
    RemindClient,

    /// <summary>The customer is told what happened in the quiet hours.</summary>
    ClientNews,

    /// <summary>Staff are asked about a booking that came in the quiet hours.</summary>
    Ask,

    /// <summary>Somebody who wanted to be reminded later is.</summary>
    Snooze,
}

/// <summary>The next thing that happens to a booking by itself.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When.</param>
public sealed record Deadline(DeadlineKind Kind, DateTimeOffset At);

/// <summary>
/// The scheduler delivers a deadline. Inside WebhookProcessor only. A booking has one deadline at a time: one that is not the stored
/// one was moved or is a duplicate, and changes nothing, so nothing ever has to be cancelled.
/// </summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Deadlines:DeadlineReached")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Deadlines:DeadlineReached")]
public sealed record DeadlineReached : CorrelatedBy<Guid>
{
    /// <summary>The booking's saga.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>What for.</summary>
    public required DeadlineKind Kind { get; init; }

    /// <summary>The moment for which it was set.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When its timer ends: before <see cref="At"/> where no timer is long enough. Null from a release that did not say so.</summary>
    [JsonPropertyName("timer")]
    [Unreleased]
    public DateTimeOffset? TimerEndsAt { get; init; }
}
