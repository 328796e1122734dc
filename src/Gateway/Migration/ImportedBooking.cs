using System.Text.Json.Nodes;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>An entry of a file that is imported.</summary>
/// <param name="Line">Its line, or its place in an array.</param>
/// <param name="Booking">The body of <c>POST /bookings</c>; null where it cannot be read.</param>
/// <param name="Wrong">Why it cannot be read; null where it can.</param>
internal sealed record ImportedBooking(int Line, JsonObject? Booking, string? Wrong = null);
