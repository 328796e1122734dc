using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>
/// The one place where a booking's ids are computed: the saga's from the platform's, and each outgoing message's from the saga's.
/// Because they are computed and not random, a step that runs twice orders the same message twice, which every consumer takes for one.
/// </summary>
public static class BookingCorrelation
{
    private static readonly Guid Bookings = new("6f1c2b0e-6d0b-5c55-9d6e-2f5a3d1c7a10");

    /// <summary>The saga's id for the platform's own id of a booking.</summary>
    public static Guid Of(string bookingId) => NameBasedId.Of(Bookings, bookingId);

    /// <summary>The id of the message that serves a purpose of a booking, such as <c>outcome:2</c>.</summary>
    public static Guid Message(Guid booking, string purpose) => NameBasedId.Of(booking, purpose);
}
