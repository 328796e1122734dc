using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>Orders that a queue or a schedule still held when their person was erased.</summary>
internal sealed class ErasedOrders(IErasures erasures)
{
    private static readonly HashSet<string> OfPerson = [.. PersonalMembers<BookingCreated>.Names, .. PersonalMembers<BookingCreated>.Names.Select(name => $"former_{name}")];

    private static readonly JsonElement Erased = JsonSerializer.SerializeToElement(PersonTraces.Erased);

    /// <summary>True for an order whose reader was erased after it was given.</summary>
    public async ValueTask<bool> IsForNobodyAsync(SendMessage order) => (await erasures.CurrentAsync()).HasChat(order.ChatId, order.CreatedAt);

    /// <summary>True for an order with photos about a booking whose customer was erased: they may be the customer's.</summary>
    public async ValueTask<bool> HasPhotosOfNobodyAsync(SendMessage order) => order.Photos is not null && (await erasures.CurrentAsync()).HasBooking(order.BookingId);

    /// <summary>The values without the person; null where nothing is to be taken out.</summary>
    public async ValueTask<IReadOnlyDictionary<string, JsonElement>?> CleanAsync(string? bookingId, IReadOnlyDictionary<string, JsonElement>? values)
    {
        if (values is null || !(await erasures.CurrentAsync()).HasBooking(bookingId) || !values.Any(value => IsOfPerson(value.Key, value.Value)))
        {
            return null;
        }

        return Without(values);
    }

    /// <summary>The values without the person: a text reads "erased", anything else is left out.</summary>
    public static Dictionary<string, JsonElement> Without(IReadOnlyDictionary<string, JsonElement> values) =>
        values.Where(value => !OfPerson.Contains(value.Key) || value.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(value => value.Key, value => OfPerson.Contains(value.Key) ? Erased : value.Value, StringComparer.Ordinal);

    private static bool IsOfPerson(string name, JsonElement value) => OfPerson.Contains(name) && !(value.ValueKind == JsonValueKind.String && value.ValueEquals(PersonTraces.Erased));
}
