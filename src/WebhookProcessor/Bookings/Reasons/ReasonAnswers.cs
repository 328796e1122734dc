using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Reasons;

/// <summary>The replies to an answer that does not count as a reason, or as a note. Pure.</summary>
public static class ReasonAnswers
{
    /// <summary>It came too late; the same text again gives the same message.</summary>
    /// <param name="given">What was typed, where and by whom.</param>
    /// <param name="bookingId">The platform's own id of the booking.</param>
    /// <param name="now">Now.</param>
    public static SendMessage TooLate(ReasonGiven given, string bookingId, DateTimeOffset now) =>
        Answer(given.IsNote == true ? "note_too_late" : "reason_too_late", given, bookingId, BookingCorrelation.Message(given.CorrelationId, $"late:{given.UpdateId}"), now);

    /// <summary>It has no text. Sent once for each question: ten photos need one answer.</summary>
    public static SendMessage NotText(ReasonGiven given, AwaitedReason awaited, DateTimeOffset now) =>
        Answer(given.IsNote == true ? "note_not_text" : "reason_not_text", given, awaited.BookingId, OncePerQuestion("not-text", given, awaited), now);

    /// <summary>It was written as the group, which may not decide. Sent once for each question.</summary>
    public static SendMessage Anonymous(ReasonGiven given, AwaitedReason awaited, DateTimeOffset now) =>
        Answer(given.IsNote == true ? "note_anonymous" : "reason_anonymous", given, awaited.BookingId, OncePerQuestion("anonymous", given, awaited), now);

    private static Guid OncePerQuestion(string what, ReasonGiven given, AwaitedReason awaited) =>
        BookingCorrelation.Message(awaited.Booking, $"{what}:{given.ChatId}:{given.UserId}:{awaited.Until.UtcTicks}");

    private static SendMessage Answer(string template, ReasonGiven given, string bookingId, Guid messageId, DateTimeOffset now) => new()
    {
        MessageId = messageId,
        ChatId = given.ChatId,
        ThreadId = given.ThreadId,
        Template = template,
        Language = given.Language,
        Values = Localizer.Values(("booking_id", bookingId)),
        CreatedAt = now,
    };
}
