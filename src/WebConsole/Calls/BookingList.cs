using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>The answer of <c>GET /bookings</c>.</summary>
public sealed record BookingList(IReadOnlyList<BookingSummary> Bookings, string? Next, IReadOnlyDictionary<string, int> Counts, DateTimeOffset? OldestWaiting = null, int? Overdue = null);
