using System.Collections.Concurrent;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>The lists of one process, for Standalone.</summary>
public sealed class InMemoryBookingLists : IBookingLists, IBookingIndexSource
{
    private readonly ConcurrentDictionary<Guid, BookingListed> _bookings = new();
    private readonly BookingIndex _index = new();

    public Task<BookingIndex> CurrentAsync(CancellationToken cancellationToken) => Task.FromResult(_index);

    public Task PutAsync(BookingListed booking)
    {
        _bookings.AddOrUpdate(booking.Booking, booking, (_, known) => booking.Revision > known.Revision ? booking : known);
        if (booking.Row is { } row)
        {
            _index.Put(row);
        }

        return Task.CompletedTask;
    }

    public Task RemoveAsync(Guid booking)
    {
        _bookings.TryRemove(booking, out _);
        _index.Remove(booking);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Guid>> OpenAsync() =>
        Task.FromResult<IReadOnlyList<Guid>>([.. _bookings.Values.Where(b => b.Open).OrderBy(b => b.CreatedAt).Select(b => b.Booking)]);

    public Task<IReadOnlyList<Guid>> OnAsync(DateOnly day) =>
        Task.FromResult<IReadOnlyList<Guid>>([.. _bookings.Values.Where(b => b.Date == day).OrderBy(b => b.CreatedAt).Select(b => b.Booking)]);
}
