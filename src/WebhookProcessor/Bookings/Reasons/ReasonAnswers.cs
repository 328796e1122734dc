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
        Answer(NotTextOf(awaited.IsNote), given, awaited.BookingId, OncePerQuestion("not-text", given, awaited), now);

    /// <summary>It was written as the group, which may not decide. Sent once for each question.</summary>
    public static SendMessage Anonymous(ReasonGiven given, AwaitedReason awaited, DateTimeOffset now) =>
        Answer(AnonymousOf(awaited.IsNote), given, awaited.BookingId, OncePerQuestion("anonymous", given, awaited), now);

    /// <summary>It is longer than such a text may be. Each is answered: its writer may have shortened it too little.</summary>
    public static SendMessage TooLong(ReasonGiven given, AwaitedReason awaited, DateTimeOffset now) =>
        Answer(TooLongOf(awaited.IsNote), given, awaited.BookingId, BookingCorrelation.Message(awaited.Booking, $"too-long:{given.UpdateId}"), now, ("limit", MaxLength(awaited.IsNote)));

    /// <summary>How many characters such a text may have; a note as many as over HTTP.</summary>
    public static int MaxLength(bool isNote) => isNote ? 1000 : 500;

    /// <summary>What the answers read as that leave a question open, as HTML: a reply to one of them answers the question too.</summary>
    /// <param name="awaited">The question.</param>
    /// <param name="localizer">The texts.</param>
    public static IEnumerable<string> ThatLeaveOpen(AwaitedReason awaited, Localizer localizer)
    {
        // A question may be answered by somebody else, in a language of their own. Where one lacks the text the studio's stands in.
        (string Name, object? Value)[] values = [("booking_id", awaited.BookingId), ("limit", MaxLength(awaited.IsNote))];
        string[] templates = [NotTextOf(awaited.IsNote), TooLongOf(awaited.IsNote), AnonymousOf(awaited.IsNote)];
        return localizer.Languages.Append(localizer.DefaultLanguage).Distinct().SelectMany(language => templates.Select(template => localizer.Html(template, language, values)));
    }

    private static string NotTextOf(bool isNote) => isNote ? "note_not_text" : "reason_not_text";

    private static string TooLongOf(bool isNote) => isNote ? "note_too_long" : "reason_too_long";

    private static string AnonymousOf(bool isNote) => isNote ? "note_anonymous" : "reason_anonymous";

    private static Guid OncePerQuestion(string what, ReasonGiven given, AwaitedReason awaited) =>
        BookingCorrelation.Message(awaited.Booking, $"{what}:{given.ChatId}:{given.UserId}:{awaited.Until.UtcTicks}");

    private static SendMessage Answer(string template, ReasonGiven given, string bookingId, Guid messageId, DateTimeOffset now, params (string Name, object? Value)[] more) => new()
    {
        MessageId = messageId,
        ChatId = given.ChatId,
        ThreadId = given.ThreadId,
        Template = template,
        Language = given.Language,
        Values = Localizer.Values([("booking_id", bookingId), .. more]),
        CreatedAt = now,
    };
}
