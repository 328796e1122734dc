using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Corrections;

/// <summary>The values of the texts that tell of a correction: what changed, and beside it what it was. Pure.</summary>
public static class CorrectionValues
{
    private static readonly string[] Changeable =
        ["date", "time_slots", "client_name", "client_phone", "people_count", "total_price", "currency", "location", "notes", "former_date", "former_time_slots"];

    /// <summary>For the staff: of what can change, only what did.</summary>
    public static IReadOnlyDictionary<string, JsonElement> ForStaff(BookingDecision booking, Correction correction, DateTimeOffset now)
    {
        var all = BookingTemplateValues.Of(booking, now);
        var values = all.Where(value => !Changeable.Contains(value.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);
        var former = Former(correction);
        foreach (var (name, value) in former)
        {
            values[name] = value;
        }
        foreach (var name in Named(correction).Where(all.ContainsKey))
        {
            values[name] = all[name];
        }
        return values;
    }

    /// <summary>For the customer: the session as it is, and what it was.</summary>
    public static IReadOnlyDictionary<string, JsonElement> ForCustomer(BookingDecision booking, Correction correction, DateTimeOffset now)
    {
        var values = BookingTemplateValues.Of(booking, now).Where(value => !value.Key.StartsWith("former_", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in Former(correction))
        {
            values[name] = value;
        }
        return values;
    }

    // The price and its currency, and the day and its hours, are read together.
    private static IEnumerable<string> Named(Correction correction) => correction.Fields.Select(field => field.Field)
        .SelectMany(field => field switch { "total_price" or "currency" => ["total_price", "currency"], "date" or "time_slots" => ["date", "time_slots"], _ => new[] { field } }).Distinct(StringComparer.Ordinal);

    private static Dictionary<string, JsonElement> Former(Correction correction)
    {
        var before = correction.Before;
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var name in Named(correction))
        {
            var value = name switch
            {
                "service" => JsonSerializer.SerializeToElement(before.Service),
                "date" => JsonSerializer.SerializeToElement(before.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                "time_slots" => JsonSerializer.SerializeToElement(before.TimeSlots),
                "client_name" => JsonSerializer.SerializeToElement(before.ClientName),
                "client_phone" => JsonSerializer.SerializeToElement(before.ClientPhone),
                "people_count" => JsonSerializer.SerializeToElement(before.PeopleCount),
                "total_price" => JsonSerializer.SerializeToElement(before.TotalPrice),
                "currency" => JsonSerializer.SerializeToElement(before.Currency ?? Currencies.Default),
                "location" when before.Location is not null => JsonSerializer.SerializeToElement(before.Location),
                "notes" when before.Notes is not null => JsonSerializer.SerializeToElement(before.Notes),
                _ => (JsonElement?)null,
            };
            if (value is { } known)
            {
                values["former_" + name] = known;
            }
        }
        return values;
    }
}
