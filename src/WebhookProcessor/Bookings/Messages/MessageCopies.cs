using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>Keeps track of the messages about a booking. Pure but for the list that it is given.</summary>
public static class MessageCopies
{
    /// <summary>How many of those that /pending showed are kept, for each is edited at the decision. The questions, reminders and calls are few and all kept.</summary>
    public const int Max = 30;

    /// <summary>
    /// Adds a copy, once. Past <see cref="Max"/> a shown one is forgotten, the oldest of the same chat, else the oldest:
    /// its buttons still work and tell the truth, it is only no longer edited.
    /// </summary>
    public static void Add(BookingDecision booking, MessageCopy copy)
    {
        if (booking.Copies.Exists(c => c.MessageId == copy.MessageId))
        {
            return;
        }
        if (copy.Shown && booking.Copies.Count(c => c.Shown) >= Max)
        {
            booking.Copies.Remove(booking.Copies.Find(c => c.Shown && c.ChatId == copy.ChatId) ?? booking.Copies.Find(c => c.Shown)!);
        }
        booking.Copies.Add(copy);
    }

    /// <summary>Writes down where a copy is now.</summary>
    /// <returns>False when it is none of the booking's, or was known.</returns>
    public static bool Locate(BookingDecision booking, MessageSent sent)
    {
        var index = booking.Copies.FindIndex(c => c.MessageId == sent.MessageId);
        if (index < 0 || booking.Copies[index].TelegramMessageId is not null)
        {
            return false;
        }
        booking.Copies[index] = booking.Copies[index] with
        {
            IsLost = false,
            SentTo = sent.ChatId,
            TelegramMessageId = sent.TelegramMessageId > 0 ? sent.TelegramMessageId : null, // An operator's word that it arrived knows no number.
        };
        return true;
    }

    /// <summary>Writes down that a copy could not be delivered. An operator may move it back from the error queue, and then it is there after all.</summary>
    /// <returns>False when it is none of the booking's, or is in its chat.</returns>
    public static bool Lose(BookingDecision booking, Guid messageId)
    {
        var index = booking.Copies.FindIndex(copy => copy.MessageId == messageId && copy.TelegramMessageId is null);
        if (index >= 0)
        {
            booking.Copies[index] = booking.Copies[index] with { IsLost = true };
        }
        return index >= 0;
    }

    /// <summary>The id of the edit of a copy in a round of edits.</summary>
    public static Guid EditId(BookingDecision booking, MessageCopy copy, int round) => BookingCorrelation.Message(booking.CorrelationId, $"edit:{copy.MessageId:N}:{round}");

    /// <summary>
    /// Takes out the copy whose edit failed because it is no more there: somebody deleted it, or its group became a supergroup, and what was written before cannot be changed any more.
    /// </summary>
    /// <returns>Null when the failure is of another kind, or was dealt with, or the chat has another copy that shows the same.</returns>
    public static MessageCopy? TakeLeftBehind(BookingDecision booking, MessageFailed failed)
    {
        if (failed.Reason != FailureReason.MessageNotFound || failed.ChatId is null)
        {
            return null;
        }
        if (booking.Copies.Find(copy => Enumerable.Range(1, booking.Edits).Any(round => EditId(booking, copy, round) == failed.MessageId)) is not { } left)
        {
            return null;
        }

        booking.Copies.Remove(left);
        var isDeleted = failed.ChatId == (left.SentTo ?? left.ChatId);
        return isDeleted && booking.Copies.Exists(copy => copy.ChatId == left.ChatId && copy.ThreadId == left.ThreadId) ? null : left;
    }

    /// <summary>
    /// The copies that a press turns to another keyboard: the one that was pressed, or, where nobody says which one that was (docs/telegram.md 41), those of its chat.
    /// Of the ones that lists showed there it is the newest only, for each edit counts.
    /// </summary>
    public static IReadOnlyList<MessageCopy> Turned(BookingDecision booking, ButtonPressed press, string language)
    {
        if (press.TelegramMessageId != 0)
        {
            return [Under(booking, press, language)];
        }

        var here = Of(booking, press);
        var shown = here.LastOrDefault(copy => copy.Shown);
        return [.. here.Where(copy => !copy.Shown || copy == shown)];
    }

    private static List<MessageCopy> Of(BookingDecision booking, ButtonPressed press) => [.. booking.Copies.Where(copy => !copy.IsLost && (copy.ChatId == press.ChatId || copy.SentTo == press.ChatId))];

    /// <summary>
    /// The copy whose button was pressed. The press can be faster than the fact that says where the copy is, so one of
    /// that chat whose place is not known yet will do; a message of the old system is taken in as a copy from now on.
    /// </summary>
    public static MessageCopy Under(BookingDecision booking, ButtonPressed press, string language)
    {
        if (press.TelegramMessageId == 0)
        {
            // Nobody says which one: the newest of that chat is the one that is most likely seen.
            return Of(booking, press).LastOrDefault() ?? new MessageCopy { MessageId = Guid.Empty, ChatId = press.ChatId, Language = language };
        }

        var known = booking.Copies.Find(c => c.TelegramMessageId == press.TelegramMessageId && (c.SentTo ?? c.ChatId) == press.ChatId)
            ?? booking.Copies.Find(c => c.TelegramMessageId is null && !c.IsLost && c.ChatId == press.ChatId);
        if (known is not null)
        {
            return known;
        }

        return Take(booking, press.ChatId, threadId: null, press.TelegramMessageId, language);
    }

    /// <summary>Takes in the card by which another system asked. False where none did; a card whose place nobody said is taken in when it is pressed.</summary>
    public static bool TakeCard(BookingDecision booking, StaffChats chats)
    {
        var known = booking.Booking!;
        if (known.CardMessageId is { } message)
        {
            var concerned = chats.For(known);
            var chat = concerned.FirstOrDefault(chat => chat.ChatId == known.CardChatId) ?? concerned[0];
            Take(booking, known.CardChatId ?? chat.ChatId, chat.ThreadId, message, chat.Language);
        }

        return known.Asked == true || known.CardMessageId is not null;
    }

    /// <summary>The pressed card of another system, taken in where it was not known; null for a button of our own, and where nobody says which card it was.</summary>
    public static MessageCopy? TakePressed(BookingDecision booking, ButtonPressed press, StaffChats chats) =>
        press.KeyboardVersion is not null || press.TelegramMessageId == 0 ? null
        : booking.Copies.Find(copy => copy.TelegramMessageId == press.TelegramMessageId && (copy.SentTo ?? copy.ChatId) == press.ChatId)
            ?? Take(booking, press.ChatId, threadId: null, press.TelegramMessageId, chats.LanguageIn([press.ChatId]) ?? chats.Default.Language);

    private static MessageCopy Take(BookingDecision booking, string chatId, int? threadId, long message, string language)
    {
        var taken = new MessageCopy
        {
            MessageId = BookingCorrelation.Message(booking.CorrelationId, $"taken:{chatId}:{message}"),
            ChatId = chatId,
            ThreadId = threadId,
            Language = language,
            TelegramMessageId = message,
        };
        Add(booking, taken);
        return taken;
    }
}
