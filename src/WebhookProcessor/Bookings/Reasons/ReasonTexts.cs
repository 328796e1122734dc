using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Texts;
using Message = PhStudio.Messaging.Telegram.Updates.Message;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Reasons;

/// <summary>Takes a text as the reason of a rejection where one is awaited of this person in this chat.</summary>
public sealed class ReasonTexts(ISessions sessions, StaffAuthorization access, StaffChats chats, ChatNames chatNames, UserLanguages languages, StudioClock clock)
{
    private const int MaxReason = 500;

    /// <summary>Handles a message that is no command.</summary>
    /// <returns>False where nobody asked for it.</returns>
    public async Task<bool> HandleAsync(ConsumeContext context, long updateId, Message message)
    {
        var person = message.From!;
        var chat = message.Chat.Id.ToString(CultureInfo.InvariantCulture);
        if (await AskedAsync(chat, message) is not { } asked)
        {
            return false;
        }

        // A caption counts as a text. A blank one goes on waiting.
        var text = (message.Text ?? message.Caption)?.Trim();
        var awaited = asked.Reason;
        var isLate = clock.Now > awaited.Until;
        if (string.IsNullOrEmpty(text) && (!message.HasMedia || isLate))
        {
            return false;
        }

        var names = await chatNames.OfAsync(message.Chat);
        var given = new ReasonGiven
        {
            CorrelationId = awaited.Booking,
            KeyboardVersion = awaited.KeyboardVersion,
            Press = awaited.Press,
            Reason = Shortened(text ?? ""),
            UpdateId = updateId,
            ChatId = chat,
            ThreadId = message.TopicId,
            UserId = person.Id,
            AskedUserId = asked.UserId == person.Id ? null : asked.UserId,
            UserName = message.WriterName!,
            Language = await languages.OfAnswerAsync(person, chats.LanguageIn(names)),
        };

        // Asked again now: the role may have been taken away since the button was pressed.
        var mayDecide = access.RoleOf(person, names) >= Role.Decider;
        if (!mayDecide && person.IsAnonymous)
        {
            // The administrator can write again as a person: the question stays open.
            await SendAsync(context, ReasonAnswers.Anonymous(given, awaited, clock.Now));
            return true;
        }

        if (mayDecide && given.Reason.Length == 0)
        {
            await SendAsync(context, ReasonAnswers.NotText(given, awaited, clock.Now));
            return true;
        }

        if (mayDecide && isLate)
        {
            // Without an answer the writer of a late reason would think that it counted.
            await SendAsync(context, ReasonAnswers.TooLate(given, awaited.BookingId, clock.Now));
        }
        else if (mayDecide)
        {
            await context.Publish(given, c => c.MessageId = BookingCorrelation.Message(awaited.Booking, $"reason:{updateId}"));
        }

        // Removed only now: after a crash before this the text is delivered again, with the same ids.
        await ForgetAsync(chat, person.Id, asked);
        return true;
    }

    // A group's anonymous administrator does not say who it is: the reply says which question it answers.
    private async Task<AskedInGroup?> AskedAsync(string chat, Message message)
    {
        var session = await sessions.GetAsync(chat, message.From!.Id);
        if (message.From.IsAnonymous)
        {
            return session.AskedInGroup.LastOrDefault(asked => IsReplyToPrompt(message, asked.Reason));
        }

        return session.Awaited is { } awaited && (message.Chat.IsPrivate || IsReplyToPrompt(message, awaited)) ? new AskedInGroup(awaited, message.From.Id) : null;
    }

    private Task ForgetAsync(string chat, long userId, AskedInGroup asked) => sessions.ChangeAsync(chat, userId, session => session with
    {
        Awaited = session.Awaited == asked.Reason ? null : session.Awaited,
        AskedInGroup = [.. session.AskedInGroup.Where(other => other != asked)],
    });

    private static string Shortened(string text) => text.Length <= MaxReason ? text : text[..(char.IsHighSurrogate(text[MaxReason - 1]) ? MaxReason - 1 : MaxReason)];

    // In groups people talk while a reason is awaited. Of the bot's messages that name the booking, only the question for the reason has no buttons.
    private static bool IsReplyToPrompt(Message message, AwaitedReason awaited) =>
        message.ReplyTo is { From.IsBot: true, HasButtons: false, Text: { } asked } && asked.Contains(awaited.BookingId, StringComparison.Ordinal);

    private static Task SendAsync(ConsumeContext context, SendMessage answer) => context.PublishOrderAsync(answer);
}
