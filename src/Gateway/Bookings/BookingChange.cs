using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>Reads the last change from a booking's own audit.</summary>
internal static class BookingChange
{
    private const string Waiting = "awaiting_decision";

    /// <summary>The state before and after; of a move the two days and times, of a correction the fields with their values.</summary>
    public static (string? Before, string? After) Last(BookingState booking)
    {
        var changes = (booking.Audit ?? []).Where(entry => entry.What is "rescheduled" or "changed" || StateAfter(entry) is not null).ToList();
        if (changes is [.., { What: "rescheduled", Reason: { } moved }] && moved.Split(" -> ") is [var from, var to])
        {
            return (from, to);
        }

        if (changes is [.., { What: "changed", Changes: { Count: > 0 } fields }])
        {
            return (Named(fields, field => field.Before), Named(fields, field => field.After));
        }

        return (changes.Take(Math.Max(changes.Count - 1, 0)).Select(StateAfter).LastOrDefault(state => state is not null) ?? (changes.Count > 1 ? Waiting : null), booking.State);
    }

    // "total_price 8000, client_phone": a value that says something of a person is named and not told.
    private static string Named(IReadOnlyList<FieldChange> fields, Func<FieldChange, string?> value) =>
        string.Join(", ", fields.Select(field => value(field) is { } known ? $"{field.Field} {known}" : field.Field));

    private static string? StateAfter(AuditEntry entry) => entry.What switch
    {
        "created" or "undone" or "reopened" => Waiting,
        "confirmed" or "rejected" or "cancelled" or "expired" => entry.What,
        _ => null,
    };
}
