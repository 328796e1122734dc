using System.Globalization;
using System.Reflection;
using System.Text.Json;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebConsole.Bookings;

/// <summary>What the page of a booking shows of its content: the fields of today under labels of their own, and any later one under its name. Pure.</summary>
internal static class BookingFacts
{
    // What the page shows elsewhere, and what says how the booking came.
    private static readonly HashSet<string> Passed =
    [
        nameof(BookingCreated.BookingId), nameof(BookingCreated.TimeSlots), nameof(BookingCreated.Currency), nameof(BookingCreated.ClientChatId), nameof(BookingCreated.ClientLanguage),
        nameof(BookingCreated.PhotoUrls), nameof(BookingCreated.Via), nameof(BookingCreated.AllowPast), nameof(BookingCreated.Asked), nameof(BookingCreated.CardMessageId), nameof(BookingCreated.CardChatId),
    ];

    private static readonly (string Member, string Label, Func<BookingCreated, string?> Read)[] Labelled =
    [
        (nameof(BookingCreated.ClientName), "customer", booking => booking.ClientName),
        (nameof(BookingCreated.ClientPhone), "phone", booking => booking.ClientPhone),
        (nameof(BookingCreated.Service), "service", booking => booking.Service),
        (nameof(BookingCreated.Date), "session", booking => $"{booking.Date.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture)}, {string.Join(", ", booking.TimeSlots)}"),
        (nameof(BookingCreated.PeopleCount), "people", booking => booking.PeopleCount.ToString(CultureInfo.InvariantCulture)),
        (nameof(BookingCreated.TotalPrice), "price", booking => $"{booking.TotalPrice.ToString(CultureInfo.InvariantCulture)} {booking.Currency ?? Currencies.Default}"),
        (nameof(BookingCreated.Location), "place", booking => booking.Location),
        (nameof(BookingCreated.Notes), "notes", booking => booking.Notes),
    ];

    private static readonly (string Label, Func<BookingCreated, string?> Read)[] All =
    [
        .. Labelled.Select(field => (field.Label, field.Read)),
        .. typeof(BookingCreated).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(member => !Passed.Contains(member.Name) && Labelled.All(field => field.Member != member.Name))
            .Select(member => (JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name).Replace('_', ' '), (Func<BookingCreated, string?>)(booking => TextOf(member.GetValue(booking))))),
    ];

    /// <summary>Each field that the booking has, in the order of the page.</summary>
    public static IEnumerable<(string Label, string Value)> Of(BookingCreated booking) =>
        All.Select(field => (field.Label, Value: field.Read(booking))).Where(field => field.Value is not null).Select(field => (field.Label, field.Value!));

    private static string? TextOf(object? value) => value switch
    {
        DateOnly day => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
        IEnumerable<string> texts => string.Join(", ", texts),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null,
    };
}
