using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>What a call changed, for the audit of calls: read from the entry that the call itself left in the booking's history.</summary>
internal static class BeforeAndAfter
{
    private const string Waiting = "awaiting_decision";
    private const string Moved = "rescheduled";
    private const string Corrected = "changed";
    private const string UndoRefused = "undo_refused";
    private const string LinkRenewed = "link_renewed";

    /// <summary>What the history calls the change that an order makes.</summary>
    public static string NameOf<T>(T order) => order switch
    {
        ConfirmBooking => "confirmed",
        RejectBooking => "rejected",
        CancelBooking => "cancelled",
        ReopenBooking => "reopened",
        RefuseUndo => UndoRefused,
        RenewBookingLink => LinkRenewed,
        BookingRescheduled => Moved,
        BookingChanged => Corrected,
        _ => throw new ArgumentException($"{typeof(T).Name} is no order that changes a booking.", nameof(order)),
    };

    /// <summary>
    /// The state before and after; of a move the two days and times, of a correction the fields with their values. Neither where the last change is not of this name:
    /// the call changed nothing, and what somebody else did is not told as its own.
    /// </summary>
    /// <param name="booking">The answer to the order.</param>
    /// <param name="name">What the history calls the order's change.</param>
    public static (string? Before, string? After) Of(BookingState booking, string name)
    {
        var changes = (booking.Audit ?? []).Where(entry => entry.What is Moved or Corrected or UndoRefused or LinkRenewed || StateAfter(entry) is not null).ToList();
        if (changes is not [.. var earlier, { } own] || own.What != name)
        {
            return (null, null);
        }

        return name switch
        {
            Moved => MoveOf(own),
            Corrected => (Named(own, field => field.Before), Named(own, field => field.After)),
            UndoRefused => (booking.State, $"{booking.State} (cannot be taken back)"),
            LinkRenewed => (null, "new link"),
            _ => (StateBefore(earlier), booking.State),
        };
    }

    // The platform may have learned of the booking by an order to decide it, so that nothing came before.
    private static string? StateBefore(List<AuditEntry> earlier) => earlier.Select(StateAfter).LastOrDefault(state => state is not null) ?? (earlier.Count > 0 ? Waiting : null);

    // The history tells a move as one text, "2026-12-24 10:00 -> 2026-12-25 18:00".
    private static (string? Before, string? After) MoveOf(AuditEntry move) => move.Reason?.Split(" -> ") is [var from, var to] ? (from, to) : (null, null);

    // "total_price 8000, client_phone": a value that says something of a person is named and not told.
    private static string? Named(AuditEntry correction, Func<FieldChange, string?> value) =>
        correction.Changes is { Count: > 0 } fields ? string.Join(", ", fields.Select(field => value(field) is { } known ? $"{field.Field} {known}" : field.Field)) : null;

    private static string? StateAfter(AuditEntry entry) => entry.What switch
    {
        "created" or "undone" or "reopened" => Waiting,
        "confirmed" or "rejected" or "cancelled" or "expired" => entry.What,
        _ => null,
    };
}
