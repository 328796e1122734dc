namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>How presses are taken.</summary>
public sealed record CallbackQueryOptions
{
    /// <summary>Whether <c>confirm_&lt;id&gt;</c> and <c>reject_&lt;id&gt;</c> of the old system's messages are understood (<c>LEGACY_BUTTONS</c>). Default: false.</summary>
    public bool LegacyButtons { get; init; }
}
