namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>A change of a booking came before the booking did.</summary>
/// <param name="bookingId">The platform's own id of it.</param>
public sealed class BookingNotKnownYetException(string bookingId) : Exception($"Booking {bookingId} is changed, but nobody has heard of it yet.");
