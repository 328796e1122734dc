using System.Net.Http.Json;
using System.Text.Json;

namespace PhStudio.Messaging.SystemTests;

/// <summary>
/// Every way in at one moment, through two WebhookProcessors: presses with their message, under a message that one member sees, under one that cannot be reached and without any, decisions over HTTP
/// and on the bus. Two staff chats show each booking. <c>RACE_BOOKINGS=200</c> makes the whole count.
/// </summary>
public sealed class MixedRaceTests(ITestOutputHelper output)
{
    private static readonly long[] StaffChats = [-1_001_000_000_101, -1_001_000_000_102];
    private static readonly Person[] People = [.. Enumerable.Range(0, 36).Select(i => new Person(710_000 + i, $"Человек-{i:00}"))];

    private enum Way
    {
        Http,
        Message,
        Ephemeral,
        Inline,
        Inaccessible,
        Bus,
    }

    [Fact]
    public async Task One_decides_both_cards_show_it_and_everybody_is_told_the_same()
    {
        var bookings = Count.Of("RACE_BOOKINGS", 30);
        await using var cluster = await Cluster.StartAsync(processors: 2, settings: new Dictionary<string, string>
        {
            ["STAFF_CHATS"] = $$"""[{"chat":"{{StaffChats[0]}}"},{"chat":"{{StaffChats[1]}}"}]""",
            ["UNDO_WINDOW"] = "0",
            ["EPHEMERAL"] = "auto",
        });
        foreach (var chat in StaffChats)
        {
            await cluster.Chats.AddGroupAsync(chat, People);
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        var winners = new List<Way>();
        for (var i = 1; i <= bookings; i++)
        {
            winners.Add(await RaceAsync(cluster, $"mixed {i:000}", shown: i));
        }

        output.WriteLine($"{bookings} bookings, {People.Length} decisions each, {watch.Elapsed.TotalSeconds:0.0} s; decided by {string.Join(", ", winners.CountBy(way => way).OrderBy(way => way.Key).Select(way => $"{way.Key} {way.Value}"))}; lines with exceptions: {cluster.FaultLines().Count()}");
        await Eventually.TrueAsync("every outcome at the platform", () => cluster.Platform.Deliveries.DistinctBy(delivery => delivery.BookingId).Count() == bookings, TimeSpan.FromSeconds(60));
        Assert.Equal(bookings, cluster.Platform.Deliveries.DistinctBy(delivery => delivery.Id).Count());
        var faults = string.Join('\n', cluster.FaultLines());
        Assert.True(faults.Length == 0, faults);
    }

    private static async Task<Way> RaceAsync(Cluster cluster, string id, int shown)
    {
        await cluster.Gateway.PostBookingAsync(id);
        var cards = await Task.WhenAll(StaffChats.Select(async chat =>
            (await Eventually.GetAsync($"the card of {id} in {chat}", () => cluster.Chats.MessagesAsync(chat), all => all.Count == shown && all[^1].Buttons.Count >= 2, TimeSpan.FromSeconds(60)))[^1]));
        var ephemeral = await Task.WhenAll(People.Select(async (person, i) => WayOf(i) == Way.Ephemeral ? await cluster.Chats.ShowAloneAsync(StaffChats[PlaceOf(i)], person.Id, cards[PlaceOf(i)].ButtonData) : 0));

        var answers = await Task.WhenAll(People.Select(async (person, i) => (Person: person, Way: WayOf(i), Said: await DecideAsync(cluster, id, i, cards[PlaceOf(i)], ephemeral[i]))));

        var booking = await Eventually.GetAsync($"the decision of {id}", () => cluster.Gateway.FindBookingAsync(id), found => found?.GetProperty("state").GetString() is "confirmed" or "rejected");
        var (isConfirmed, decidedBy) = (booking!.Value.GetProperty("state").GetString() == "confirmed", booking.Value.GetProperty("decided_by").GetString()!);
        var winner = Assert.Single(answers, answer => answer.Person.Name == decidedBy);
        Assert.Contains(winner.Said, winner.Way switch { Way.Bus => [""], Way.Http => ["200", $"409 {decidedBy}"], _ => (string[])[isConfirmed ? "✅ Подтверждено" : "❌ Отклонено"] });
        var truth = $"{(isConfirmed ? "✅ Уже подтверждено" : "❌ Уже отклонено")}: {decidedBy},";
        Assert.All(answers.Where(answer => answer.Person.Name != decidedBy), answer => Assert.StartsWith(answer.Way switch { Way.Bus => "", Way.Http => $"409 {decidedBy}", _ => truth }, answer.Said));
        foreach (var chat in StaffChats)
        {
            var card = (await Eventually.GetAsync($"the decided card of {id} in {chat}", () => cluster.Chats.MessagesAsync(chat), all => all[shown - 1].Edited, TimeSpan.FromSeconds(60)))[shown - 1];
            Assert.Empty(card.Buttons);
            Assert.StartsWith(isConfirmed ? "✅" : "❌", card.Text);
            Assert.Contains(decidedBy, card.Text);
        }

        return winner.Way;
    }

    /// <summary>What those who decide are told: a popup, or the status, and of 409 whom it names.</summary>
    private static async Task<string> DecideAsync(Cluster cluster, string id, int i, ChatMessage card, int ephemeral)
    {
        var (person, isConfirm, chat) = (People[i], i / 6 % 2 == 0, StaffChats[PlaceOf(i)]);
        var (order, data) = (isConfirm ? "confirm" : "reject", card.ButtonData[isConfirm ? 0 : 1]);
        switch (WayOf(i))
        {
            case Way.Http:
                // 503 on a busy machine: the same call again tells what became of it.
                return await Eventually.GetAsync($"an answer for {person.Name}", () => OrderAsync(cluster, id, order, person.Name), said => !said.StartsWith("503", StringComparison.Ordinal), TimeSpan.FromSeconds(60));

            case Way.Bus:
                Assert.True(await cluster.Broker.PublishAsync($"PhStudio.Messaging.Contracts:{(isConfirm ? "ConfirmBooking" : "RejectBooking")}", JsonSerializer.Serialize(new { booking_id = id, by = person.Name })));
                return "";
            case Way.Ephemeral:
                return (await cluster.Chats.PressAsync($"chats/{chat}/ephemeral/{ephemeral}", new { from = person.Id, data })).Text ?? "";
            case var way:
                return (await cluster.Chats.PressAsync($"chats/{chat}/messages/{card.Id}", new { from = person.Id, data, inaccessible = way == Way.Inaccessible, mode = way == Way.Inline ? "inline" : null })).Text ?? "";
        }
    }

    private static async Task<string> OrderAsync(Cluster cluster, string id, string order, string by)
    {
        using var answer = await cluster.Gateway.PostAsJsonAsync($"/bookings/{Uri.EscapeDataString(id)}/{order}", new { by });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return answer.IsSuccessStatusCode ? "200" : $"{(int)answer.StatusCode} {(body.TryGetProperty("decided_by", out var whose) ? whose.GetString() : body.GetRawText())}";
    }

    private static Way WayOf(int i) => (Way)(i % 6);

    private static int PlaceOf(int i) => i / 12 % 2;
}
