using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Reasons;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's steps around the reason of a rejection, and the note with a confirmation.</summary>
public sealed class ReasonSteps(RejectReasons reasons, StaffMessages messages, CallbackAnswers answers, EphemeralOptions ephemeral, Localizer localizer, TimeProvider time)
{
    /// <summary>True when Reject shows reasons first.</summary>
    public bool AreAsked => reasons.Any;

    /// <summary>
    /// Shows the reasons, the times for a reminder, or Confirm and Reject again, under the message that was pressed. In a group only the user who pressed sees the list,
    /// and others still see Confirm and Reject; where the Sender cannot do that, everybody sees it.
    /// </summary>
    public async Task SwitchKeyboardAsync(BehaviorContext<BookingDecision, ButtonPressed> context)
    {
        var (booking, press) = (context.Saga, context.Message);
        var copies = MessageCopies.Turned(booking, press, localizer.DefaultLanguage);
        Edits.Begin(booking, time.GetUtcNow());
        if (press.Action == ButtonAction.Back)
        {
            await TakeBackAsync(context, ChatOf(booking, press));
        }
        await (press.Action == ButtonAction.Reject ? answers.AnswerAsync(context, "popup_choose_reason", alert: false) : CallbackAnswers.AcknowledgeAsync(context));
        if (press.Action == ButtonAction.Back && (press.IsEphemeral || press.Argument == Keyboards.ForOne))
        {
            return; // The list is taken away; the card kept its buttons.
        }

        var edits = new List<EditMessage>();
        foreach (var copy in copies)
        {
            edits.Add(press.Action switch
            {
                ButtonAction.Reject => messages.Reasons(booking, copy),
                ButtonAction.Later => messages.Later(booking, copy),
                _ => messages.Current(booking, copy),
            });
        }

        if (ephemeral.IsOn && press.Action != ButtonAction.Back && !ChatId.IsPrivate(press.ChatId))
        {
            var choice = messages.Choice(booking, MessageCopies.Under(booking, press, localizer.DefaultLanguage), press, time.GetUtcNow());
            await context.Publish(new SendEphemeral { Message = choice, ReceiverUserId = press.UserId, CallbackQueryId = press.CallbackQueryId, Instead = edits }, c => c.MessageId = choice.MessageId);
            return;
        }

        foreach (var edit in edits)
        {
            await context.PublishOrderAsync(edit);
        }
    }

    // In a private chat a text that replies to nothing answers the newest question: it must pass this one over. In groups only replies count.
    private Task TakeBackAsync(BehaviorContext<BookingDecision, ButtonPressed> context, string chat)
    {
        var (booking, press) = (context.Saga, context.Message);
        return AskedReason.TakeBack(booking, press, chat) && ChatId.IsPrivate(chat)
            ? context.Publish(
                new ReasonTakenBack { Booking = booking.CorrelationId, ChatId = chat, UserId = press.UserId, At = time.GetUtcNow() },
                c => c.MessageId = BookingCorrelation.Message(booking.CorrelationId, $"taken-back:{press.CallbackQueryId}"))
            : Task.CompletedTask;
    }

    /// <summary>The preset reason of a button, in the language of its list; null when the list no longer has it.</summary>
    public string? Preset(BookingDecision booking, ButtonPressed press) =>
        reasons.FindInAny(MessageCopies.Under(booking, press, localizer.DefaultLanguage).Language, press.Argument);

    /// <summary>Asks for the next text of the user: the reason, or the note for the customer.</summary>
    public async Task AwaitReasonAsync(BehaviorContext<BookingDecision, ButtonPressed> context)
    {
        var (booking, press) = (context.Saga, context.Message);
        var until = time.GetUtcNow() + AwaitedReason.Timeout;
        var isNote = press.Action == ButtonAction.ConfirmNoted;
        var chat = ChatOf(booking, press);
        AskedReason.Ask(booking, press, chat, until, time.GetUtcNow());
        await answers.AnswerAsync(context, isNote ? "popup_write_note" : "popup_write_reason", alert: false);
        await context.Publish(
            new ReasonAwaited
            {
                Booking = booking.CorrelationId,
                BookingId = booking.BookingId,
                ChatId = chat,
                ThreadId = MessageCopies.Under(booking, press, localizer.DefaultLanguage).ThreadId,
                UserId = press.UserId,
                UserName = press.UserName,
                Language = press.Language,
                KeyboardVersion = booking.KeyboardVersion,
                Until = until,
                Press = press.CallbackQueryId,
                IsNote = isNote ? true : null,
            },
            c => c.MessageId = BookingCorrelation.Message(booking.CorrelationId, $"await:{press.CallbackQueryId}"));
    }

    // A text comes with the chat's number, also where the button was signed for its public name or its number of before.
    private string ChatOf(BookingDecision booking, ButtonPressed press) =>
        press.TelegramMessageId != 0 ? press.ChatId : MessageCopies.Under(booking, press, localizer.DefaultLanguage).SentTo ?? press.ChatId;

    /// <summary>True when the writer was asked and has not gone back since; any other text is ignored.</summary>
    public static bool IsAwaited(BehaviorContext<BookingDecision, ReasonGiven> context) => AskedReason.Stands(context.Saga, context.Message);

    /// <summary>True when a note for the customer was asked for, and not the reason of a rejection.</summary>
    public static bool IsNote(BehaviorContext<BookingDecision, ReasonGiven> context) => AskedReason.IsNote(context.Saga, context.Message);

    /// <summary>Tells the writer that it came too late: the booking was decided, or asked again.</summary>
    public Task AnswerTooLateAsync(BehaviorContext<BookingDecision, ReasonGiven> context)
    {
        var answer = ReasonAnswers.TooLate(context.Message with { IsNote = IsNote(context) ? true : null }, context.Saga.BookingId, time.GetUtcNow());
        return context.PublishOrderAsync(answer);
    }
}
