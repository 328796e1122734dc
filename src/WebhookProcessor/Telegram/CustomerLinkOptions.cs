namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>How long a link works.</summary>
public sealed record CustomerLinkOptions
{
    /// <summary>From its making on (<c>CLIENT_LINK_LIFE</c>, seconds). Default: 7 days.</summary>
    public TimeSpan Life { get; init; } = TimeSpan.FromDays(7);
}
