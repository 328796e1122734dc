using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>Reads from a booking's own audit what its last change made of what.</summary>
internal static class BookingChange
{
    private const string Waiting = "awaiting_decision";

    /// <summary>The state before and after; of a move the two days and times.</summary>
    public static (string? Before, string? After) Last(BookingState booking)
    {
        var changes = (booking.Audit ?? []).Where(entry => entry.What == "rescheduled" || StateAfter(entry) is not null).ToList();
        if (changes is [.., { What: "rescheduled", Reason: { } moved }] && moved.Split(" -> ") is [var from, var to])
        {
            return (from, to);
        }

        return (changes.Take(Math.Max(changes.Count - 1, 0)).Select(StateAfter).LastOrDefault(state => state is not null) ?? (changes.Count > 1 ? Waiting : null), booking.State);
    }

    private static string? StateAfter(AuditEntry entry) => entry.What switch
    {
        "created" or "undone" => Waiting,
        "confirmed" or "rejected" or "cancelled" or "expired" => entry.What,
        _ => null,
    };
}
