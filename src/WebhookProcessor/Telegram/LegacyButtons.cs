namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>
/// The buttons of the old system, <c>confirm_&lt;id&gt;</c> and <c>reject_&lt;id&gt;</c>: unsigned, so they count only in a staff chat
/// and only while <c>LEGACY_BUTTONS=true</c>.
/// </summary>
public static class LegacyButtons
{
    /// <summary>Reads a button of the old system; null when it is none.</summary>
    public static (ButtonAction Action, string BookingId)? Read(string? data) => data switch
    {
        not null when data.StartsWith("confirm_", StringComparison.Ordinal) && data.Length > 8 => (ButtonAction.Confirm, data[8..]),
        not null when data.StartsWith("reject_", StringComparison.Ordinal) && data.Length > 7 => (ButtonAction.Reject, data[7..]),
        _ => null,
    };
}
