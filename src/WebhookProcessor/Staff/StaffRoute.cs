using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>A row of the routing table: which bookings go to a chat.</summary>
/// <param name="Chat">The chat.</param>
/// <param name="Service">Only bookings of this service; null for any.</param>
/// <param name="Location">Only bookings at this place; null for any.</param>
public sealed record StaffRoute(StaffChat Chat, string? Service, string? Location)
{
    /// <summary>True for a booking that belongs into the chat. Upper and lower case do not matter.</summary>
    public bool Fits(BookingCreated booking) => Means(Service, booking.Service) && Means(Location, booking.Location);

    private static bool Means(string? wanted, string? given) => wanted is null || string.Equals(wanted, given?.Trim(), StringComparison.OrdinalIgnoreCase);
}
