using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>The body of <c>PATCH /bookings/{id}</c>: a <see cref="BookingChanged"/> whose booking the address names. What is left out stays as it is.</summary>
internal static class BookingPatch
{
    /// <summary>The member that the address gives.</summary>
    public const string Id = "booking_id";

    private static readonly string Names = string.Join(", ", WireShape.Of(typeof(BookingChanged)).Members.Where(IsValue).Select(member => member.Name));

    /// <summary>True for a value of the booking: null takes it away, where it may be missing, and is refused elsewhere.</summary>
    public static bool IsValue(WireMember member) => member.Name is not (Id or "allow_past" or "by");

    /// <summary>True where only the session's time is named: a move, which has a message of its own on the bus.</summary>
    public static bool IsMove(BookingChanged change) => HasTime(change) && !HasMore(change);

    /// <summary>What is wrong with the body as a whole; null where nothing is. A day without its hours, and hours without their day, are mistakes.</summary>
    public static IReadOnlyDictionary<string, string[]>? Problem(BookingChanged change) => HasTime(change)
        ? change.Date is null ? Wrong("date", "is required") : change.TimeSlots is null ? Wrong("time_slots", "is required") : null
        : HasMore(change) ? null : Wrong("body", $"must name at least one value to change: {Names}");

    private static bool HasTime(BookingChanged change) => change.Date is not null || change.TimeSlots is not null;

    private static bool HasMore(BookingChanged change) =>
        change with { Date = null, TimeSlots = null, AllowPast = null, By = null } != new BookingChanged { BookingId = change.BookingId };

    private static Dictionary<string, string[]> Wrong(string field, string sentence) => new() { [field] = [sentence] };
}
