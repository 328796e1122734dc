using PhStudio.Messaging.Contracts;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>
/// All bookings as rows in the memory of this process, newest first. A question looks at each row once, a hundred thousand of them in some ten milliseconds, so that every filter, parts of
/// names and of phone numbers included, needs no index of its own (docs/decisions/0182).
/// </summary>
public sealed class BookingIndex
{
    private static readonly string[] States = ["awaiting_decision", "confirmed", "rejected", "cancelled", "expired"];

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Entry> _entries = [];
    private readonly SortedSet<Entry> _newestFirst = new(Comparer<Entry>.Create(static (one, other) => Compare(one.Place, other.Place)));

    /// <summary>How many bookings are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Puts a row in the place of its booking's; an older revision than the one known changes nothing.</summary>
    public void Put(BookingRow row)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(row.Booking, out var known))
            {
                if (known.Row.Revision > row.Revision)
                {
                    return;
                }

                _newestFirst.Remove(known);
            }

            var entry = new Entry(row);
            _entries[row.Booking] = entry;
            _newestFirst.Add(entry);
        }
    }

    /// <summary>Takes a booking out.</summary>
    public void Remove(Guid booking)
    {
        lock (_lock)
        {
            if (_entries.Remove(booking, out var known))
            {
                _newestFirst.Remove(known);
            }
        }
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _newestFirst.Clear();
        }
    }

    /// <summary>The rows that pass, newest first.</summary>
    public IReadOnlyList<BookingRow> Where(Func<BookingRow, bool> passes)
    {
        lock (_lock)
        {
            return [.. _newestFirst.Select(entry => entry.Row).Where(passes)];
        }
    }

    /// <summary>Answers a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="escalated">What was asked at this moment or before is overdue; null for nothing.</param>
    public BookingPage Read(ListBookings question, DateTimeOffset? escalated = null)
    {
        var filter = new BookingFilter(question);
        var after = PlaceOf(question.After);
        var counts = States.ToDictionary(state => state, _ => 0, StringComparer.Ordinal);
        var found = new List<Entry>(question.Limit);
        var hasMore = false;
        DateTimeOffset? oldest = null;
        var overdue = 0;
        lock (_lock)
        {
            foreach (var entry in _newestFirst)
            {
                if (!filter.Passes(entry.Row, entry.Phone))
                {
                    continue;
                }

                var state = entry.Row.Summary.State;
                counts[state] = counts.GetValueOrDefault(state) + 1;
                if (entry.Row.Summary is { State: BookingRow.Waiting, CreatedAt: var came })
                {
                    oldest = came;
                    overdue += entry.Row.IsOverdue(escalated) ? 1 : 0;
                }

                if ((question.State is null || question.State == state) && (after is null || Compare(entry.Place, after.Value) > 0))
                {
                    if (found.Count == question.Limit)
                    {
                        hasMore = true;
                    }
                    else
                    {
                        found.Add(entry);
                    }
                }
            }
        }

        return new BookingPage { Bookings = [.. found.Select(entry => entry.Row.Summary)], Next = hasMore ? Write(found[^1].Place) : null, Counts = [.. counts.Select(count => new BookingCount { State = count.Key, Count = count.Value })], OldestWaiting = oldest, Overdue = overdue > 0 ? overdue : null };
    }

    private static string Write((long CreatedAt, Guid Booking) place) => string.Create(CultureInfo.InvariantCulture, $"{place.CreatedAt}:{place.Booking:N}");

    private static (long CreatedAt, Guid Booking)? PlaceOf(string? text) =>
        text?.Split(':') is [var ticks, var booking] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && Guid.TryParseExact(booking, "N", out var id) ? (at, id) : null;

    private static int Compare((long CreatedAt, Guid Booking) one, (long CreatedAt, Guid Booking) other) =>
        one.CreatedAt != other.CreatedAt ? other.CreatedAt.CompareTo(one.CreatedAt) : other.Booking.CompareTo(one.Booking);

    private sealed class Entry(BookingRow row)
    {
        public BookingRow Row => row;

        public PhoneDigits Phone { get; } = PhoneDigits.Of(row.Summary.ClientPhone);

        public (long CreatedAt, Guid Booking) Place { get; } = (row.Summary.CreatedAt.ToUnixTimeMilliseconds(), row.Booking);
    }
}
