using System.Collections.Concurrent;

namespace PhStudio.Messaging.WebhookProcessor.Lists;

/// <summary>The lists of one process, for Standalone.</summary>
public sealed class MemoryBookingLists : IBookingLists, IBookingIndexSource
{
    private readonly ConcurrentDictionary<Guid, BookingListed> _bookings = new();
    private readonly BookingIndex _index = new();

    /// <inheritdoc />
    public Task<BookingIndex> CurrentAsync(CancellationToken cancellationToken) => Task.FromResult(_index);

    /// <inheritdoc />
    public Task Put(BookingListed booking)
    {
        _bookings.AddOrUpdate(booking.Booking, booking, (_, known) => booking.Revision > known.Revision ? booking : known);
        if (booking.Row is { } row)
        {
            _index.Put(row);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Guid>> Open() =>
        Task.FromResult<IReadOnlyList<Guid>>([.. _bookings.Values.Where(b => b.Open).OrderBy(b => b.CreatedAt).Select(b => b.Booking)]);

    /// <inheritdoc />
    public Task<IReadOnlyList<Guid>> On(DateOnly day) =>
        Task.FromResult<IReadOnlyList<Guid>>([.. _bookings.Values.Where(b => b.Date == day).OrderBy(b => b.CreatedAt).Select(b => b.Booking)]);
}
