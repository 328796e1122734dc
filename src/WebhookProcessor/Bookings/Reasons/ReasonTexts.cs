using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.Templates.Markup;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Globalization;
using Message = PhStudio.Messaging.Telegram.Updates.Message;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Reasons;

/// <summary>Takes a text as the reason of a rejection, or as the note with a confirmation, where one is awaited of this person in this chat.</summary>
public sealed class ReasonTexts(ISessions sessions, StaffAuthorization access, StaffChats chats, ChatNames chatNames, UserLanguages languages, Localizer localizer, StudioClock clock)
{
    /// <summary>Handles a message that is no command.</summary>
    /// <returns>False where nobody asked for it.</returns>
    public async Task<bool> HandleAsync(ConsumeContext context, long updateId, Message message)
    {
        var person = message.From!;
        var chat = message.Chat.Id.ToString(CultureInfo.InvariantCulture);
        // By when it was written: a text that this process reads late was not late.
        var written = message.Date ?? clock.Now;
        if (await AskedAsync(chat, updateId, message, written) is not { } asked)
        {
            return false;
        }

        // A caption counts as a text. A blank one goes on waiting.
        var text = (message.Text ?? message.Caption)?.Trim();
        text = text is null || BlankText.Is(text) ? null : text;
        var isLate = written > asked.Reason.Until;
        if (string.IsNullOrEmpty(text) && (!message.HasMedia || isLate))
        {
            return false;
        }

        var names = await chatNames.OfAsync(message.Chat);
        var given = await GivenAsync(updateId, message, chat, asked, text ?? "", chats.LanguageIn(names));
        // Asked again now: the role may have been taken away since the button was pressed.
        var mayDecide = access.RoleOf(person, names) >= Role.Decider;
        if (QuestionThatStays(given, asked.Reason, mayDecide, person.IsAnonymous, isLate) is { } answer)
        {
            await SendAsync(context, answer);
            return true;
        }

        if (mayDecide)
        {
            await TakeAsync(context, given, asked.Reason, isLate);
        }

        // Removed only now: after a crash before this the text is delivered again, with the same ids.
        await sessions.ChangeAsync(chat, person.Id, session => session.Answered(asked, updateId, written));
        return true;
    }

    private async Task<ReasonGiven> GivenAsync(long updateId, Message message, string chat, AskedInGroup asked, string text, string? chatLanguage) => new()
    {
        CorrelationId = asked.Reason.Booking,
        KeyboardVersion = asked.Reason.KeyboardVersion,
        Press = asked.Reason.Press,
        IsNote = asked.Reason.IsNote ? true : null,
        Reason = text,
        UpdateId = updateId,
        ChatId = chat,
        ThreadId = message.TopicId,
        UserId = message.From!.Id,
        AskedUserId = asked.UserId == message.From.Id ? null : asked.UserId,
        UserName = message.WriterName!,
        Language = await languages.OfAnswerAsync(message.From, chatLanguage),
    };

    /// <summary>What is answered where the question stays open; null where the text ends it.</summary>
    private SendMessage? QuestionThatStays(ReasonGiven given, AwaitedReason awaited, bool mayDecide, bool isAnonymous, bool isLate) => mayDecide
        ? given.Reason.Length == 0 ? ReasonAnswers.NotText(given, awaited, clock.Now)
            : given.Reason.Length > ReasonAnswers.MaxLength(awaited.IsNote) && !isLate ? ReasonAnswers.TooLong(given, awaited, clock.Now) : null
        // The administrator can write again as a person.
        : isAnonymous ? ReasonAnswers.Anonymous(given, awaited, clock.Now) : null;

    // Without an answer the writer of a late reason would think that it counted.
    private Task TakeAsync(ConsumeContext context, ReasonGiven given, AwaitedReason awaited, bool isLate) => isLate
        ? SendAsync(context, ReasonAnswers.TooLate(given, awaited.BookingId, clock.Now))
        : context.Publish(given, c => c.MessageId = BookingCorrelation.Message(awaited.Booking, $"reason:{given.UpdateId}"));

    // A group's anonymous administrator does not say who it is: the reply says which question it answers.
    private async Task<AskedInGroup?> AskedAsync(string chat, long updateId, Message message, DateTimeOffset written)
    {
        var session = await sessions.GetAsync(chat, message.From!.Id);
        if (session.HasTaken(updateId))
        {
            return null; // A process ended before it was noted as read.
        }

        if (message.From.IsAnonymous)
        {
            return Meant(message, session.AskedInGroup, asked => asked.Reason);
        }

        // In a private chat a reply to the card counts too, which is older than the question.
        var asked = message.Chat.IsPrivate
            ? Meant(message, session.Questions().Where(asked => asked.WasAsked(written)), asked => asked) ?? session.AskedBefore(written)
            : Meant(message, session.Questions(), asked => asked);
        return asked is null ? null : new AskedInGroup(asked, message.From.Id);
    }

    // In groups people talk while a reason is awaited, and reply to whatever else the bot said of the booking: only a reply to the question counts, which has no buttons there, or to what left it open.
    private T? Meant<T>(Message message, IEnumerable<T> asked, Func<T, AwaitedReason> reason)
        where T : class
    {
        if (message.ReplyTo is not { From.IsBot: true, Text: { } text } prompt || (prompt.HasButtons && !message.Chat.IsPrivate))
        {
            return null;
        }

        // Our texts show the id as code. A text of one's own may show it in another way, and something else as code.
        var byCode = asked.ToLookup(one => prompt.Code.Any(code => Shown(code) == Shown(reason(one).BookingId)));
        List<T> fitting = byCode[true].Any() ? [.. byCode[true]] : [.. byCode[false].Where(one => Names(text, reason(one).BookingId))];
        // Of several questions about one booking what the prompt says tells which one it shows, and of those that say the same its time: a reply to the prompt for a note must not reject, and Telegram may have shown it late.
        var mark = PromptText.Mark(text);
        if (fitting.Where(one => Asks(reason(one), mark)).ToList() is { Count: > 0 } saying)
        {
            fitting = saying;
        }
        else if (!message.Chat.IsPrivate)
        {
            fitting.RemoveAll(one => reason(one).Prompt is not null); // A release of before did not say what its questions read as.
        }

        return prompt.Date is { } shown ? fitting.AsEnumerable().Reverse().MinBy(one => reason(one).From(shown)) : fitting.LastOrDefault();
    }

    // What was said when a text did not count asks for it once more.
    private bool Asks(AwaitedReason asked, string mark) => asked.Prompt == mark || ReasonAnswers.ThatLeaveOpen(asked, localizer).Any(html => PromptText.Mark(TelegramMarkup.Visible(html)) == mark);

    // One booking's id may be a part of another's, as PX-1 is of PX-10 and PX-1-2: it must stand there as a word of its own.
    private static bool Names(string text, string id)
    {
        for (var at = text.IndexOf(id, StringComparison.Ordinal); at >= 0; at = text.IndexOf(id, at + 1, StringComparison.Ordinal))
        {
            if (!GoesOn(text, at - 1, step: -1) && !GoesOn(text, at + id.Length, step: 1))
            {
                return true;
            }
        }

        return false;
    }

    // A letter, a digit, or a sign that stands within ids with one of them behind it.
    private static bool GoesOn(string text, int at, int step)
    {
        return IsLetter(at) || (at >= 0 && at < text.Length && text[at] is '-' or '_' or '.' or '/' && IsLetter(at + step));

        bool IsLetter(int place) => place >= 0 && place < text.Length && char.IsLetterOrDigit(text[place]);
    }

    // Telegram changes white space and leaves control characters out.
    private static string Shown(string text) => string.Concat(text.Where(sign => !char.IsWhiteSpace(sign) && !char.IsControl(sign)));

    private static Task SendAsync(ConsumeContext context, SendMessage answer) => context.PublishOrderAsync(answer);
}
