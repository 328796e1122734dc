namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>Where this process gets its index of all bookings.</summary>
public interface IBookingIndexSource
{
    /// <summary>The index with everything that was committed before this call.</summary>
    Task<BookingIndex> CurrentAsync(CancellationToken cancellationToken);
}
