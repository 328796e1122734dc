using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>What staff read about a booking: the question with its buttons, and its later forms. Pure: it sends nothing.</summary>
public sealed class StaffMessages(Keyboards keyboards, ReadValues values)
{
    /// <summary>The copy of the question that goes to a chat.</summary>
    /// <param name="booking">The booking.</param>
    /// <param name="chat">The chat.</param>
    /// <param name="occasion">Why it goes there; the same occasion again is the same message.</param>
    /// <param name="now">When it is ordered.</param>
    public static MessageCopy Copy(BookingDecision booking, StaffChat chat, string occasion, DateTimeOffset now) => new()
    {
        MessageId = CopyId(booking.CorrelationId, chat.ChatId, chat.ThreadId, occasion),
        ChatId = chat.ChatId,
        ThreadId = chat.ThreadId,
        Language = chat.Language,
        OrderedAt = now,
    };

    /// <summary>The id of the copy that goes to a chat on an occasion.</summary>
    public static Guid CopyId(Guid booking, string chatId, int? threadId, string occasion) => BookingCorrelation.Message(booking, $"ask:{chatId}:{threadId}:{occasion}");

    /// <summary>The question: what was booked, with Confirm and Reject.</summary>
    public SendMessage Question(BookingDecision booking, MessageCopy copy, DateTimeOffset now, string template = "booking_notification") => new()
    {
        MessageId = copy.MessageId,
        ChatId = copy.ChatId,
        ThreadId = copy.ThreadId,
        Template = template,
        Language = copy.Language,
        Values = values.Of(booking, now, copy.Language),
        ReplyMarkup = keyboards.Question(booking, copy),
        Priority = Priority.High,
        CreatedAt = now,
        BookingId = booking.BookingId,
    };

    /// <summary>
    /// The customer's pictures, in reply to the card; null where there are none. A message of its own, since an album has no buttons: the card stays one text, which one edit changes.
    /// </summary>
    public static SendMessage? Pictures(BookingDecision booking, MessageCopy copy, DateTimeOffset now) => booking.Booking?.PhotoUrls is not { Count: > 0 } photos ? null : new()
    {
        MessageId = BookingCorrelation.Message(booking.CorrelationId, $"pictures:{copy.MessageId:N}"),
        ChatId = copy.ChatId,
        ThreadId = copy.ThreadId,
        Photos = photos,
        After = copy.MessageId,
        RepliesToAfter = true,
        Silent = true,
        CreatedAt = now,
        BookingId = booking.BookingId,
    };

    /// <summary>What the booking's state asks for now, as a message of its own: where the copy that showed it can no longer be changed.</summary>
    public SendMessage Again(BookingDecision booking, MessageCopy copy, DateTimeOffset now) =>
        Question(booking, copy, now, Template(booking)) with { ReplyMarkup = Keyboard(booking, copy) };

    /// <summary>The change of a copy to what the booking's state asks for now.</summary>
    public EditMessage Current(BookingDecision booking, MessageCopy copy) => Edit(booking, copy, Template(booking), Keyboard(booking, copy));

    /// <summary>The change of a copy to the choice of reasons.</summary>
    public EditMessage Reasons(BookingDecision booking, MessageCopy copy) => Edit(booking, copy, "booking_notification", keyboards.Reasons(booking, copy));

    /// <summary>The change of a copy to the choice of when to be reminded.</summary>
    public EditMessage Later(BookingDecision booking, MessageCopy copy) => Edit(booking, copy, "booking_notification", keyboards.Later(booking, copy));

    /// <summary>The choice of reasons, or of when to be reminded, as a message of its own that only the user sees.</summary>
    public SendMessage Choice(BookingDecision booking, MessageCopy copy, ButtonPressed press, DateTimeOffset now) => Question(booking, copy, now) with
    {
        MessageId = BookingCorrelation.Message(booking.CorrelationId, $"choice:{press.CallbackQueryId}"),
        ChatId = press.ChatId,
        Template = press.Action == ButtonAction.Reject ? "choose_reason" : "choose_later",
        ReplyMarkup = press.Action == ButtonAction.Reject ? keyboards.Reasons(booking, copy, isForOne: true) : keyboards.Later(booking, copy, isForOne: true),
    };

    /// <summary>The same message in reply to the copy; where that is on its way, after it. Where the copy is gone, the message comes without it.</summary>
    public static SendMessage InReplyTo(MessageCopy copy, SendMessage told) =>
        copy.TelegramMessageId is { } id ? told with { ReplyParameters = JsonSerializer.SerializeToElement(new Dictionary<string, object>(StringComparer.Ordinal) { ["message_id"] = id, ["allow_sending_without_reply"] = true }) }
        : copy.IsLost ? told
        : told with { After = copy.MessageId, RepliesToAfter = true };

    private static string Template(BookingDecision booking) => booking.Decision?.Outcome switch
    {
        Outcome.Confirmed => "booking_confirmation",
        Outcome.Rejected => "booking_rejection",
        Outcome.Cancelled => "booking_cancellation",
        Outcome.Expired => "booking_expiration",
        _ => "booking_notification",
    };

    private JsonElement? Keyboard(BookingDecision booking, MessageCopy copy) =>
        booking.Decision is null ? keyboards.Question(booking, copy) : keyboards.Decided(booking, copy);

    private EditMessage Edit(BookingDecision booking, MessageCopy copy, string template, JsonElement? keyboard) => new()
    {
        MessageId = MessageCopies.EditId(booking, copy, booking.Edits),
        TargetMessageId = copy.MessageId,
        ChatId = copy.TelegramMessageId is null ? null : copy.SentTo ?? copy.ChatId,
        TelegramMessageId = copy.TelegramMessageId,
        Template = template,
        Language = copy.Language,
        Values = values.Of(booking, booking.LastEditAt, copy.Language),
        ReplyMarkup = keyboard,
        CreatedAt = booking.LastEditAt,
        BookingId = booking.BookingId,
    };
}
