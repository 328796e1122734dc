using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Access;
using PhStudio.Messaging.WebhookProcessor.Bookings;
using PhStudio.Messaging.WebhookProcessor.Buttons;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Sessions;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Texts;
using PhStudio.Messaging.WebhookProcessor.Updates;

namespace PhStudio.Messaging.WebhookProcessor.Presses;

/// <summary>
/// Believes a press or not, asks whether the presser may, and has the booking's saga decide at once: what waits for the update's answer gets the saga's.
/// No other store is asked on this way: the popup should be there before the finger has left the screen.
/// </summary>
public sealed class PressHandler(ButtonSigner signer, PressOptions options, StaffChats chats, ChatNames chatNames, StaffAccess access, UserLanguages languages, Phrases phrases,
    PressDispatch bookings, RefusedPresses refused)
{
    /// <summary>Deals with a press.</summary>
    public async Task Handle(ConsumeContext context, long updateId, TelegramPress press)
    {
        if (press.Message is not { } message)
        {
            await Refuse(context, press, ButtonVerdict.Unknown);
            return;
        }

        var names = await chatNames.Of(message.Chat);
        var reading = Read(press.Data, names);
        if (reading.Verdict != ButtonVerdict.Valid)
        {
            await Refuse(context, press, reading.Verdict);
            return;
        }

        var role = access.RoleOf(press.From, names);
        if (!Permissions.May(role, reading.Button.Action))
        {
            refused.NotAllowed(reading.Button.Action, press.From.Id, message.Chat.Id);
            await Say(context, press, "popup_not_allowed");
            return;
        }

        if (reading.Button.Action == ButtonAction.Page)
        {
            await context.ReplyToPresser(new UpdateAnswered { CallbackQueryId = press.Id });
            await context.Publish(new PageTurned
            {
                UpdateId = updateId,
                ChatId = message.Chat.Id,
                ThreadId = message.MessageThreadId,
                MessageId = message.MessageId,
                UserId = press.From.Id,
                Role = role,
                Language = await languages.Of(press.From),
            });
            return;
        }

        // Nothing is told from a repetition here: Telegram's own is to reach the saga too, which knows it and answers it again.
        await bookings.Apply(context, new ButtonPressed
        {
            CorrelationId = reading.Button.Booking,
            Action = reading.Button.Action,
            KeyboardVersion = reading.Legacy ? null : reading.Button.Version,
            Argument = reading.Button.Argument,
            CallbackQueryId = press.Id,
            ChatId = message.Chat.Id.ToString(CultureInfo.InvariantCulture),
            TelegramMessageId = message.MessageId,
            UserId = press.From.Id,
            UserName = press.From.ShownName,
            Role = role,
            Language = await languages.Of(press.From),
        });
    }

    private (ButtonVerdict Verdict, Button Button, bool Legacy) Read(string? data, IReadOnlyList<string> names)
    {
        if (options.LegacyButtons && LegacyButtons.Read(data) is { } legacy)
        {
            // Unsigned, so they are believed only where the old system put them.
            return chats.Contains(names)
                ? (ButtonVerdict.Valid, new Button(legacy.Action, BookingCorrelation.Of(legacy.BookingId)), true)
                : (ButtonVerdict.Foreign, default, true);
        }

        var reading = signer.Read(data, names, chats.All);
        return (reading.Verdict, reading.Button, false);
    }

    private async Task Refuse(ConsumeContext context, TelegramPress press, ButtonVerdict verdict)
    {
        refused.NotBelieved(verdict, press.From.Id, press.Message?.Chat.Id ?? 0);
        await Say(context, press, verdict == ButtonVerdict.Foreign ? "popup_foreign" : "popup_forged");
    }

    private async Task Say(ConsumeContext context, TelegramPress press, string phrase) => await context.ReplyToPresser(new UpdateAnswered
    {
        CallbackQueryId = press.Id,
        Text = phrases.Of(phrase, await languages.Of(press.From)),
        ShowAlert = true,
    });
}
