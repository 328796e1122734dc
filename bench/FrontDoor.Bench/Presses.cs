using System.Net.Http.Json;
using System.Text.Json;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.FrontDoor.Bench;

/// <summary>The first work of a day: a booking, and a burst of presses.</summary>
internal static class Presses
{
    private const int Count = 120;
    private const int FirstPerson = 500_000;

    /// <summary>Milliseconds from the call to the card.</summary>
    public static async Task<double> FirstBookingAsync(World world, Running running)
    {
        await world.ForgetAsync();
        var from = TimeProvider.System.GetUtcNow();
        await BookAsync(running, 0);
        return ((await world.AcceptedAsync(1))[0] - from).TotalMilliseconds;
    }

    /// <summary>Bookings are made, the services are started again, and all are pressed at once.</summary>
    public static async Task FirstAfterStartAsync(Entrant entrant, World world, Results results)
    {
        await using (var before = await entrant.StartAsync(world))
        {
            await world.ForgetAsync();
            for (var i = 1; i <= Count; i++)
            {
                await BookAsync(before, i);
                (await world.Http.PostAsJsonAsync($"/emulator/chats/{ProductEntrant.StaffChat}/people", new { id = FirstPerson + i, first_name = "Anna" })).EnsureSuccessStatusCode();
            }

            await world.AcceptedAsync(Count);
        }

        var messages = (await Eventually.GetAsync($"{Count} cards", () => world.Chats.MessagesAsync(ProductEntrant.StaffChat), all => all.Count(card => card.Buttons.Count > 0) >= Count))
            .Where(card => card.Buttons.Count > 0).Take(Count).ToList();
        await using var running = await entrant.StartAsync(world);
        await Task.WhenAll(messages.Select((message, i) => world.Chats.PressAsync(ProductEntrant.StaffChat, message.Id, FirstPerson + i + 1)));
        var popups = (await world.Http.GetFromJsonAsync<List<JsonElement>>("/emulator/popups"))!;
        var waits = popups.Select(popup => (popup.GetProperty("answered_at").GetDateTimeOffset() - popup.GetProperty("at").GetDateTimeOffset()).TotalMilliseconds).Order().ToList();
        results.Add(entrant, $"the first {Count} presses at once: popup, median", "ms", waits[waits.Count / 2]);
        results.Add(entrant, $"the first {Count} presses at once: popup, 99th", "ms", waits[(int)(waits.Count * 0.99)]);
        results.Add(entrant, $"the first {Count} presses at once: told \"accepted\" only", "", popups.Count(popup => popup.GetProperty("text").GetString()!.StartsWith("Принято", StringComparison.Ordinal)));
    }

    private static async Task BookAsync(Running running, int number)
    {
        using var answer = await running.Door.PostAsJsonAsync("/bookings", new
        {
            id = $"bench-{number}", service = "Portrait", date = "2027-12-24", time_slots = new[] { "10:00" }, client_name = "Anna", client_phone = "+7 900 000-00-00", people_count = 1, total_price = 4500,
        });
        answer.EnsureSuccessStatusCode();
    }
}
