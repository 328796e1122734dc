using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>A booking's stored decision as callers see it.</summary>
public static class BookingStates
{
    /// <summary>The state's name on the wire.</summary>
    public static string Name(BookingDecision booking) => booking.Decision?.Outcome switch
    {
        Outcome.Confirmed => "confirmed",
        Outcome.Rejected => "rejected",
        Outcome.Cancelled => "cancelled",
        Outcome.Expired => "expired",
        _ => "awaiting_decision",
    };

    /// <summary>The answer to a question or an order.</summary>
    /// <param name="booking">The booking.</param>
    /// <param name="applied">False when the order changed nothing.</param>
    public static BookingState Of(BookingDecision booking, bool applied = true) => new()
    {
        BookingId = booking.BookingId,
        State = Name(booking),
        Applied = applied,
        DecidedBy = booking.Decision?.By,
        DecidedAt = booking.Decision?.At,
        Reason = booking.Decision?.Reason,
        AdditionalInfo = booking.Decision?.AdditionalInfo,
        Booking = booking.Booking,
        CreatedAt = booking.FirstHeardAt,
        StaffNotifiedAt = booking.StaffNotifiedAt,
        NotificationFailure = booking.NotificationFailure,
        Audit = booking.Audit,
        Messages = booking.Copies.Count == 0 ? null : [.. booking.Copies.Select(Of)],
    };

    // How one that is neither sent nor lost stands, the Gateway says: by when it was ordered.
    private static BookingMessage Of(MessageCopy copy) => new()
    {
        MessageId = copy.MessageId,
        ChatId = copy.SentTo ?? copy.ChatId,
        TelegramMessageId = copy.TelegramMessageId,
        State = copy.IsLost ? "failed" : null,
        At = copy.IsLost || copy.TelegramMessageId is not null ? null : copy.OrderedAt,
    };
}
