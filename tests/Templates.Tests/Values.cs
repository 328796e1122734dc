using System.Text.Json;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>Values as they come from the bus.</summary>
internal static class Values
{
    public static Dictionary<string, JsonElement> Of(object anonymous) =>
        JsonSerializer.SerializeToElement(anonymous).EnumerateObject().ToDictionary(p => p.Name, p => p.Value);

    public static Dictionary<string, JsonElement> Booking => Of(new
    {
        booking_id = "PH-2026/17",
        service = "Семейная фотосессия",
        date = "2026-12-24",
        time_slots = (string[])["10:00", "11:00"],
        client_name = "Анна",
        client_phone = "+79161234567",
        people_count = 3,
        total_price = 12500,
    });

    public static Dictionary<string, JsonElement> With(this Dictionary<string, JsonElement> values, string name, object? value) =>
        new(values) { [name] = JsonSerializer.SerializeToElement(value) };

    public static Dictionary<string, JsonElement> Without(this Dictionary<string, JsonElement> values, string name) =>
        values.Where(v => v.Key != name).ToDictionary();
}
