using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>
/// The last of the three files of a press: what the user is told, which is always the state as it was stored.
/// The answer goes back to the Gateway as <see cref="UpdateAnswered"/>, or as <see cref="AnswerCallback"/> to the Sender where nobody waits for it.
/// </summary>
public sealed class CallbackAnswers(Localizer localizer, RefusedCallbackQueries refused, StaffChats chats)
{
    /// <summary>Tells the user how the booking was decided, and by whom. A button of the former system makes its card one of ours.</summary>
    public Task AnswerDecidedAsync(BehaviorContext<BookingDecision, ButtonPressed> context)
    {
        MessageCopies.TakePressed(context.Saga, context.Message, chats);
        return context.ReplyToUserAsync(Decided(context.Saga, context.Message));
    }

    /// <summary>Tells the user that there is a newer keyboard.</summary>
    public Task AnswerOutdatedAsync(BehaviorContext<BookingDecision, ButtonPressed> context)
    {
        refused.Outdated(context.Message);
        return AnswerAsync(context, "popup_outdated", alert: true);
    }

    /// <summary>Tells the user that nobody knows the booking.</summary>
    public Task AnswerUnknownAsync(ConsumeContext<ButtonPressed> context)
    {
        refused.UnknownBooking(context.Message);
        return AnswerAsync(context, "popup_unknown_booking", alert: true);
    }

    /// <summary>Tells the user a phrase.</summary>
    public Task AnswerAsync(ConsumeContext<ButtonPressed> context, string phrase, bool alert, params (string, object?)[] values) =>
        context.ReplyToUserAsync(Say(context.Message, phrase, alert, values));

    /// <summary>Ends the user's wait without a text: the card shows what changed.</summary>
    public static Task AcknowledgeAsync(ConsumeContext<ButtonPressed> context) => context.ReplyToUserAsync(new UpdateAnswered { CallbackQueryId = context.Message.CallbackQueryId });

    // The outcome of this press, or of the first one.
    private UpdateAnswered Decided(BookingDecision booking, ButtonPressed press)
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

    private UpdateAnswered Say(ButtonPressed press, string phrase, bool alert = false, params (string, object?)[] values) => new()
    {
        CallbackQueryId = press.CallbackQueryId,
        Text = localizer.Of(phrase, press.Language, values),
        ShowAlert = alert,
    };
}
