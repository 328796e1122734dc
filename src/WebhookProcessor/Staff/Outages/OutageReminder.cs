using MassTransit;

namespace PhStudio.Messaging.WebhookProcessor.Staff.Outages;

/// <summary>A day has passed since a staff chat's outage was told. Scheduled and consumed here; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Staff:OutageReminder")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Staff:OutageReminder")]
public sealed record OutageReminder
{
    public required string ChatId { get; init; }

    /// <summary>When the outage began: a later one has reminders of its own.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How often it was told before.</summary>
    public required int Told { get; init; }
}
