using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Reasons;

/// <summary>The word to somebody whose reason came too late. Pure.</summary>
public static class LateReason
{
    /// <summary>The message; the same text again gives the same one.</summary>
    /// <param name="given">What was typed, where and by whom.</param>
    /// <param name="bookingId">The platform's own id of the booking.</param>
    /// <param name="now">Now.</param>
    public static SendMessage Answer(ReasonGiven given, string bookingId, DateTimeOffset now) => new()
    {
        MessageId = BookingCorrelation.Message(given.CorrelationId, $"late:{given.UpdateId}"),
        ChatId = given.ChatId,
        ThreadId = given.ThreadId,
        Template = "reason_too_late",
        Language = given.Language,
        Values = Phrases.Values(("booking_id", bookingId)),
        CreatedAt = now,
    };
}
