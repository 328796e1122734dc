using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using System.Globalization;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>One field of a booking: how it is read, corrected, compared and shown. Pure.</summary>
/// <param name="Name">In snake_case, as <c>POST /bookings</c>, the audit and the texts name it.</param>
/// <param name="Value">Reads it; null for nothing.</param>
/// <param name="Correct">The booking with what a change says of the field; null where it cannot be corrected.</param>
public sealed record BookingField(string Name, Func<BookingCreated, object?> Value, Func<BookingCreated, BookingChanged, BookingCreated>? Correct = null)
{
    /// <summary>False for what no text shows, so that no card is outdated by its correction. Default: true.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>True for what says something of a person, by its mark in the contract: the audit, which is kept longer than the booking, names the field only.</summary>
    public bool IsPersonal => PersonalMembers<BookingCreated>.Names.Contains(Name);

    /// <summary>True for what the customer has to know when it is corrected.</summary>
    public bool ConcernsCustomer { get; init; }

    /// <summary>True for what a text about a correction tells in any case, by which people know which booking it is.</summary>
    public bool IsHeading { get; init; }

    /// <summary>The field that is read together with this one; null for none.</summary>
    public string? ReadWith { get; init; }

    /// <summary>The value for the texts; null for nothing.</summary>
    public JsonElement? Json(BookingCreated booking) => Value(booking) switch
    {
        null => null,
        DateOnly date => JsonSerializer.SerializeToElement(Text(date)),
        { } value => JsonSerializer.SerializeToElement(value, value.GetType()),
    };

    /// <summary>The value as the audit tells it: two that mean the same are equal. Null for nothing.</summary>
    public string? Text(BookingCreated booking) => Value(booking) switch
    {
        DateOnly date => Text(date),
        decimal amount => amount.ToString("0.############################", CultureInfo.InvariantCulture), // 8000.00 and 8000 are one price.
        IEnumerable<string> texts => string.Join(", ", texts),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null,
    };

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
