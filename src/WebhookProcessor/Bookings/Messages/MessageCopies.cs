using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>Keeps track of the messages about a booking. Changes nothing but the list that it is given.</summary>
public static class MessageCopies
{
    /// <summary>How many of the copies that /pending showed are kept, for each is edited at the decision. Questions, reminders and escalations are few and all kept.</summary>
    public const int Max = 30;

    /// <summary>How many of those that are no longer edited an erasure still finds.</summary>
    public const int MaxRetired = 200;

    /// <summary>
    /// Adds a copy, once. Past <see cref="Max"/> a shown one retires, the oldest of the same chat, else the oldest:
    /// its buttons still work, it is only no longer edited.
    /// </summary>
    public static void Add(BookingDecision booking, MessageCopy copy)
    {
        if (booking.Copies.Exists(c => c.MessageId == copy.MessageId))
        {
            return;
        }
        if (copy.Shown && booking.Copies.Count(c => c.Shown) >= Max)
        {
            Retire(booking, booking.Copies.Find(c => c.Shown && c.ChatId == copy.ChatId) ?? booking.Copies.Find(c => c.Shown)!);
        }
        booking.Copies.Add(copy);
    }

    /// <summary>Takes a copy out of those that are edited. What it shows of the customer only an erasure still changes: past <see cref="MaxRetired"/> the oldest is forgotten.</summary>
    public static void Retire(BookingDecision booking, MessageCopy copy)
    {
        booking.Copies.Remove(copy);
        if (copy.IsLost)
        {
            return;
        }

        booking.Retired.Add(copy);
        if (booking.Retired.Count > MaxRetired)
        {
            booking.Retired.RemoveAt(0);
        }
    }

    /// <summary>Notes where a copy is now.</summary>
    /// <returns>False when it is not a message of the booking that is edited, or was known.</returns>
    public static bool Locate(BookingDecision booking, MessageSent sent)
    {
        if (LocateIn(booking.Copies, sent))
        {
            return true;
        }

        LocateIn(booking.Retired, sent);
        return false;
    }

    private static bool LocateIn(List<MessageCopy> copies, MessageSent sent)
    {
        var index = copies.FindIndex(c => c.MessageId == sent.MessageId);
        if (index < 0 || copies[index].TelegramMessageId is not null)
        {
            return false;
        }

        copies[index] = copies[index] with
        {
            IsLost = false,
            SentTo = sent.ChatId,
            TelegramMessageId = sent.TelegramMessageId > 0 ? sent.TelegramMessageId : null, // Where an operator took it as delivered there is no number.
        };
        return true;
    }

    /// <summary>Notes that a copy could not be delivered. An operator may move it back from the error queue, and then it is delivered after all.</summary>
    /// <returns>False when it is not a message of the booking, or is in its chat.</returns>
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
    /// Takes out the copy whose edit failed because it no longer exists: somebody deleted it, or its group became a supergroup, whose older messages cannot be edited.
    /// </summary>
    /// <returns>Null when the failure is of another kind, was handled before, or the chat has another copy that shows the same.</returns>
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
    /// The copies whose keyboard a press changes: the pressed one, or, where Telegram does not say which (docs/telegram.md 41), those of its chat.
    /// Of those that lists showed there only the newest, since each edit counts into the limits.
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
    /// The copy whose button was pressed. The press can be faster than the event that says where the copy is, so one of
    /// that chat whose place is not known yet is taken; a message of the old system becomes a copy from now on.
    /// </summary>
    public static MessageCopy Under(BookingDecision booking, ButtonPressed press, string language)
    {
        if (press.TelegramMessageId == 0)
        {
            // Telegram does not say which one: the newest of that chat, or of the topic where that is told, is the most likely. Of a message for one alone it always is: none means outside of the topics.
            var here = Of(booking, press);
            var newest = here.LastOrDefault() ?? new MessageCopy { MessageId = Guid.Empty, ChatId = press.ChatId, Language = language };
            return press.IsEphemeral || press.ThreadId is not null ? here.LastOrDefault(copy => copy.ThreadId == press.ThreadId) ?? newest with { ThreadId = press.ThreadId } : newest;
        }

        var known = booking.Copies.Find(c => c.TelegramMessageId == press.TelegramMessageId && (c.SentTo ?? c.ChatId) == press.ChatId)
            ?? booking.Copies.Find(c => c.TelegramMessageId is null && !c.IsLost && c.ChatId == press.ChatId);
        if (known is not null)
        {
            return known;
        }

        return Take(booking, press.ChatId, threadId: null, press.TelegramMessageId, language);
    }

    /// <summary>Adds the card by which another system asked. False where there is none; a card whose place is unknown is added when it is pressed.</summary>
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

    /// <summary>The pressed card of another system, added where it was not known; null for a button of our own, and where Telegram does not say which card it was.</summary>
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
