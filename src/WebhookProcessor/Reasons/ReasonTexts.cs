using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Access;
using PhStudio.Messaging.WebhookProcessor.Bookings;
using PhStudio.Messaging.WebhookProcessor.Sessions;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Texts;
using PhStudio.Messaging.WebhookProcessor.Updates;

namespace PhStudio.Messaging.WebhookProcessor.Reasons;

/// <summary>Takes a text as the reason of a rejection where one is awaited of this person in this chat.</summary>
public sealed class ReasonTexts(ISessions sessions, StaffAccess access, ChatNames chatNames, UserLanguages languages, StudioClock clock)
{
    private const int Most = 500;

    /// <summary>Deals with a message that is no command.</summary>
    /// <returns>False where nobody asked for it.</returns>
    public async Task<bool> Handle(ConsumeContext context, long updateId, Message message)
    {
        var person = message.From!;
        var chat = message.Chat.Id.ToString(CultureInfo.InvariantCulture);
        if ((await sessions.Get(chat, person.Id)).Awaited is not { } awaited || !(message.Chat.IsPrivate || IsReplyToPrompt(message, awaited)))
        {
            return false;
        }

        // A caption counts as a text. A blank one, a voice message or a sticker is no reason: it goes on waiting.
        if ((message.Text ?? message.Caption)?.Trim() is not { Length: > 0 } text)
        {
            return false;
        }

        // Asked again now: the role may have been taken away since the button was pressed.
        if (access.RoleOf(person, await chatNames.Of(message.Chat)) >= Role.Decider)
        {
            var given = new ReasonGiven
            {
                CorrelationId = awaited.Booking,
                KeyboardVersion = awaited.KeyboardVersion,
                Reason = text.Length <= Most ? text : text[..(char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most)],
                UpdateId = updateId,
                ChatId = chat,
                ThreadId = message.TopicId,
                UserId = person.Id,
                UserName = person.ShownName,
                Language = await languages.Of(person),
            };
            if (clock.Now <= awaited.Until)
                await context.Publish(given, c => c.MessageId = BookingCorrelation.Message(awaited.Booking, $"reason:{updateId}"));
            else
                await AnswerTooLate(context, LateReason.Answer(given, awaited.BookingId, clock.Now));
        }

        // Forgotten only now: a crash before this brings the text again, with the same ids.
        await sessions.Change(chat, person.Id, session => session.Awaited == awaited ? session with { Awaited = null } : session);
        return true;
    }

    // In groups people talk while a reason is awaited of one of them. Of the bot's messages that name the booking, only the question for the reason has no buttons.
    private static bool IsReplyToPrompt(Message message, AwaitedReason awaited) =>
        message.ReplyTo is { From.IsBot: true, HasButtons: false, Text: { } asked } && asked.Contains(awaited.BookingId, StringComparison.Ordinal);

    // Whoever types a reason after the five minutes would else believe that it counted.
    private static Task AnswerTooLate(ConsumeContext context, Contracts.SendMessage answer) => context.Publish(answer, c => c.MessageId = answer.MessageId);
}
