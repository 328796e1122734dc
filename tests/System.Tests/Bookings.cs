using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace PhStudio.Messaging.SystemTests;

/// <summary>Bookings as the platform sends them. The customer's name holds the marker that no output may show.</summary>
internal static class Bookings
{
    public static readonly long[] Staff = [100001, 100002, 100003, 100004, 100005];

    public static object Body(string id, long? customer = null, string name = $"<b>{Cluster.Marker} & Co</b>", string phone = Cluster.Phone, string? notes = null) => new
    {
        id,
        service = "Family session",
        client_chat_id = customer?.ToString(CultureInfo.InvariantCulture),
        date = "2099-12-24",
        time_slots = new[] { "10:00", "11:00" },
        client_name = name,
        client_phone = phone,
        people_count = 4,
        total_price = 8000,
        notes,
    };

    /// <summary>The same booking as plain JSON for the exchange of BookingCreated.</summary>
    public static string PlainJson(string id) => JsonSerializer.Serialize(new
    {
        booking_id = id,
        service = "Family session",
        date = "2099-12-24",
        time_slots = new[] { "10:00", "11:00" },
        client_name = $"<b>{Cluster.Marker} & Co</b>",
        client_phone = Cluster.Phone,
        people_count = 4,
        total_price = 8000,
    });

    public static Task PostBookingAsync(this HttpClient gateway, string id, long? customer = null) => gateway.PostBookingAsync(Body(id, customer));

    public static async Task PostBookingAsync(this HttpClient gateway, object body)
    {
        using var answer = await gateway.PostAsJsonAsync("/bookings", body);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Accepted, $"POST /bookings answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    public static async Task MoveBookingAsync(this HttpClient gateway, string id, DateOnly date, string slot)
    {
        using var answer = await gateway.PatchAsJsonAsync($"/bookings/{Uri.EscapeDataString(id)}", new { date, time_slots = new[] { slot } });
        Assert.True(answer.IsSuccessStatusCode, $"PATCH /bookings answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    public static async Task SendAsync(this HttpClient gateway, long chat, string text)
    {
        using var answer = await gateway.PostAsJsonAsync("/send", new { chat_id = chat, text });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
    }

    public static async Task<JsonElement?> FindBookingAsync(this HttpClient gateway, string id)
    {
        using var answer = await gateway.GetAsync($"/bookings/{Uri.EscapeDataString(id)}");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : null;
    }

    /// <summary>Waits until the staff chat shows this many messages that can be decided.</summary>
    public static Task<IReadOnlyList<ChatMessage>> AwaitMessagesAsync(this Cluster cluster, int count) =>
        Eventually.GetAsync($"{count} messages with buttons in the staff chat", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), messages => messages.Count(m => m.Buttons.Count >= 2) >= count, TimeSpan.FromSeconds(90));
}
