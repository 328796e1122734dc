using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>What the presser of a button reads: always the truth as it was stored. Pure.</summary>
public sealed class CallbackTexts(Localizer localizer)
{
    /// <summary>The outcome: of this very press, or of whoever was first.</summary>
    public UpdateAnswered Decided(BookingDecision booking, ButtonPressed press)
    {
        var decision = booking.Decision ?? throw new InvalidOperationException("Nothing is decided.");
        return decision.Outcome switch
        {
            Outcome.Expired => Say(press, "popup_expired", alert: true, ("decided_at", decision.At)),
            _ when decision.Cause == press.Press() => Say(press, $"popup_{BookingStates.Name(booking)}"),
            _ when decision.ByUserId == press.UserId && IsAskedBy(press.Action, decision.Outcome) => Say(press, "popup_already_by_you", alert: true, ("decided_at", decision.At)),
            _ => Say(press, $"popup_already_{BookingStates.Name(booking)}", alert: true, ("decided_by", DecisionSource.Shown(decision) ?? localizer.Of("name_platform", press.Language)), ("decided_at", decision.At)),
        };
    }

    private static bool IsAskedBy(ButtonAction action, Outcome outcome) => action switch
    {
        ButtonAction.Confirm => outcome == Outcome.Confirmed,
        ButtonAction.Reject or ButtonAction.RejectBecause => outcome == Outcome.Rejected,
        _ => false,
    };

    /// <summary>A phrase that needs no values.</summary>
    public UpdateAnswered Say(ButtonPressed press, string phrase, bool alert) => Say(press, phrase, alert, []);

    /// <summary>A phrase with its values.</summary>
    public UpdateAnswered Say(ButtonPressed press, string phrase, bool alert = false, params (string, object?)[] values) => new()
    {
        CallbackQueryId = press.CallbackQueryId,
        Text = localizer.Of(phrase, press.Language, values),
        ShowAlert = alert,
    };
}
