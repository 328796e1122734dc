using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>A decision that stands.</summary>
public sealed record Decision
{
    /// <summary>What was decided.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Who decided, as shown to people.</summary>
    public required string By { get; init; }

    /// <summary>The Telegram user who decided; null for anybody else.</summary>
    public long? ByUserId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Why, in the decider's words.</summary>
    public string? Reason { get; init; }

    /// <summary>What the customer is told with a confirmation.</summary>
    public string? AdditionalInfo { get; init; }

    /// <summary>From where, as <see cref="AuditEntry.From"/> says it.</summary>
    public required string From { get; init; }

    /// <summary>The press or order that decided: a repetition gets the same answer (docs/telegram.md 13).</summary>
    public required string Cause { get; init; }
}
