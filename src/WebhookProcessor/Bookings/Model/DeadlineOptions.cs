namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>When automatic actions happen. Zero switches a deadline off.</summary>
public sealed record DeadlineOptions
{
    /// <summary>After how long staff are reminded of an open decision, and how long after that again (<c>DECISION_REMIND_AFTER</c>, seconds). Default: 30 minutes.</summary>
    public TimeSpan RemindAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How many times staff are reminded (<c>DECISION_REMIND_TIMES</c>). Default: 2.</summary>
    public int RemindTimes { get; init; } = 2;

    /// <summary>After how long the managers are called (<c>DECISION_ESCALATE_AFTER</c>, seconds). Default: 2 hours.</summary>
    public TimeSpan EscalateAfter { get; init; } = TimeSpan.FromHours(2);

    /// <summary>After how long the wait ends (<c>DECISION_EXPIRE_AFTER</c>, seconds); at the session's start at the latest. Default: 24 hours.</summary>
    public TimeSpan ExpireAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>For how long a decision can be taken back (<c>UNDO_WINDOW</c>, seconds). Default: 10 minutes.</summary>
    public TimeSpan UndoWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long before the session the customer is reminded (<c>CLIENT_REMIND_BEFORE</c>, seconds). Default: 24 hours.</summary>
    public TimeSpan RemindClientBefore { get; init; } = TimeSpan.FromHours(24);

    /// <summary>When reminders and the customer's news wait for the morning (<c>QUIET_HOURS</c>, such as <c>22:00-09:00</c>). Default: never.</summary>
    public QuietHours? QuietHours { get; init; }

    /// <summary>Whether staff are asked about a new booking in the quiet hours too (<c>QUIET_ASK</c>). Default: true.</summary>
    public bool QuietAsk { get; init; } = true;

    /// <summary>How long a decision waits for a booking that never comes (<c>RETENTION_BOOKINGS_DAYS</c>, as long as a booking is kept). Default: two years.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromDays(730);

    /// <summary>Managers were called about what was asked at this moment or before; null where they never are.</summary>
    public DateTimeOffset? EscalatedBefore(DateTimeOffset now) => EscalateAfter > TimeSpan.Zero ? now - EscalateAfter : null;
}
