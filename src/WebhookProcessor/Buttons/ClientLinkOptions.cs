namespace PhStudio.Messaging.WebhookProcessor.Buttons;

/// <summary>How long a link works.</summary>
public sealed record ClientLinkOptions
{
    /// <summary>From its making on (<c>CLIENT_LINK_LIFE</c>, seconds). Default: 7 days.</summary>
    public TimeSpan Life { get; init; } = TimeSpan.FromDays(7);
}
