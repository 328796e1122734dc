using System.Net.Http.Json;
using System.Text.Json;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>What is booked and decided is found again over HTTP, from Redis and from memory alike.</summary>
public sealed class ListedBookingsTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_booking_is_found_by_half_its_phone_number_with_who_decided(bool redis)
    {
        var id = $"PH-{Guid.NewGuid():N}";
        var digits = Random.Shared.NextInt64(1_000_000_000, 9_999_999_999).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using var app = await ProcessorApp.StartWithGatewayAsync(redis ? [("REDIS_URL", RealServers.NewRedis())] : []);
        using var client = app.Client();
        client.DefaultRequestHeaders.Add("X-Api-Key", "a-key-of-the-tests-of-decisions");
        await PostAsync("/bookings", new
        {
            id,
            service = "Portrait",
            date = "2099-12-24",
            time_slots = new[] { "10:00" },
            client_name = "Вера",
            client_phone = $"+7{digits}",
            people_count = 1,
            total_price = 8000,
        });
        await ListedAsync("awaiting_decision");

        await PostAsync($"/bookings/{id}/confirm", new { by = "Анна" });

        var booking = await ListedAsync("confirmed");
        Assert.Equal((id, "Анна"), (booking.GetProperty("booking_id").GetString(), booking.GetProperty("decided_by").GetString()));
        Assert.Contains($"\"{id}\",\"confirmed\"", await client.GetStringAsync($"/bookings.csv?q={digits[4..]}", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Task<JsonElement> ListedAsync(string state) => Eventually.GetAsync($"the booking in state {state}", async () =>
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/bookings?q={digits[4..]}&state={state}", TestContext.Current.CancellationToken);
            return page.GetProperty("bookings").EnumerateArray().SingleOrDefault();
        }, found => found.ValueKind == JsonValueKind.Object);

        async Task PostAsync(string path, object body)
        {
            using var answer = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }
}
