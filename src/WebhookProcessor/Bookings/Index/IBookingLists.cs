namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>
/// Which bookings are open, and which have their session on a day. The lists may hold outdated entries but miss none:
/// a reader asks each booking's saga for the state.
/// </summary>
public interface IBookingLists
{
    /// <summary>Puts a booking where it belongs; an older revision than the one known changes nothing, and the same one its row in the index alone.</summary>
    Task PutAsync(BookingListed booking);

    /// <summary>Takes a booking out of every list, and its row out of the index.</summary>
    Task RemoveAsync(Guid booking);

    /// <summary>The open bookings, the one that waits longest first.</summary>
    Task<IReadOnlyList<Guid>> OpenAsync();

    /// <summary>The bookings with their session on a day, open or not, in no order.</summary>
    Task<IReadOnlyList<Guid>> OnAsync(DateOnly day);
}
