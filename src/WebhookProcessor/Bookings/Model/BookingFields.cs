using System.Reflection;
using System.Text.Json;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>The fields of a booking, in the order in which it names them: what texts show, what can be corrected, and who is told of it.</summary>
public static class BookingFields
{
    public static IReadOnlyList<BookingField> All { get; } =
    [
        new("service", b => b.Service, (b, c) => b with { Service = c.Service ?? b.Service }) { ConcernsCustomer = true, IsHeading = true },
        new("date", b => b.Date, (b, c) => b with { Date = c.Date ?? b.Date }) { ConcernsCustomer = true, ReadWith = "time_slots" },
        new("time_slots", b => b.TimeSlots, (b, c) => c.TimeSlots is { } slots && !AreSameSlots(slots, b.TimeSlots) ? b with { TimeSlots = slots } : b) { ConcernsCustomer = true, ReadWith = "date" },
        new("client_name", b => b.ClientName, (b, c) => b with { ClientName = c.ClientName ?? b.ClientName }),
        new("client_phone", b => b.ClientPhone, (b, c) => b with { ClientPhone = c.ClientPhone ?? b.ClientPhone }),
        new("people_count", b => b.PeopleCount, (b, c) => b with { PeopleCount = c.PeopleCount ?? b.PeopleCount }) { ConcernsCustomer = true },
        new("total_price", b => b.TotalPrice, (b, c) => b with { TotalPrice = c.TotalPrice ?? b.TotalPrice }) { ConcernsCustomer = true, ReadWith = "currency" },
        new("currency", b => b.Currency ?? Currencies.Default, (b, c) => b with { Currency = c.Currency ?? b.Currency }) { ConcernsCustomer = true, ReadWith = "total_price" },
        new("client_chat_id", b => b.ClientChatId, (b, c) => b with { ClientChatId = c.ClientChatId ?? b.ClientChatId }) { IsShown = false },
        new("client_language", b => b.ClientLanguage, (b, c) => b with { ClientLanguage = c.ClientLanguage ?? b.ClientLanguage }) { IsShown = false },
        new("location", b => b.Location, (b, c) => b with { Location = c.Location is { } place ? Filled(place) : b.Location }) { ConcernsCustomer = true },
        new("notes", b => b.Notes, (b, c) => b with { Notes = c.Notes is { } notes ? Filled(notes) : b.Notes }),
    ];

    /// <summary>The fields that a change names.</summary>
    public static IReadOnlyCollection<string> Of(BookingChanged change) => [.. Corrected.Where(field => field.Value.GetValue(change) is not null).Select(field => field.Key)];

    /// <summary>True where two sessions have the same slots, in whatever order.</summary>
    public static bool AreSameSlots(IEnumerable<string> one, IEnumerable<string> other) => one.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal), StringComparer.Ordinal);

    private static readonly Dictionary<string, PropertyInfo> Corrected = typeof(BookingChanged).GetProperties()
        .ToDictionary(member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name))
        .Where(member => All.Any(field => field.Name == member.Key)).ToDictionary();

    // An empty text takes away what was there.
    private static string? Filled(string? text) => text is null || BlankText.Is(text) ? null : text;
}
