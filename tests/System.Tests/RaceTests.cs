namespace PhStudio.Messaging.SystemTests;

/// <summary>
/// Fifty people press Confirm and Reject on one booking at the same moment, through two WebhookProcessors.
/// <c>RACE_BOOKINGS=200</c> and <c>RACE_RUNS=3</c> make the whole count.
/// </summary>
public sealed class RaceTests(ITestOutputHelper output)
{
    private const long Chat = -1009;
    private static readonly Person[] People = [.. Enumerable.Range(1, 50).Select(i => new Person(700_000 + i, $"Человек-{i:00}"))];

    [Fact]
    public async Task One_of_fifty_decides_and_the_other_forty_nine_are_told_the_truth()
    {
        var (bookings, runs) = (Count.Of("RACE_BOOKINGS", 5), Count.Of("RACE_RUNS", 1));
        await using var cluster = await Cluster.StartAsync(processors: 2, settings: new Dictionary<string, string> { ["TELEGRAM_CHAT_ID"] = $"{Chat}" });
        await cluster.Chats.AddGroupAsync(Chat, People);

        for (var run = 0; run < runs; run++)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            for (var i = 0; i < bookings; i++)
            {
                await RaceAsync(cluster, $"run {run} booking {i:000}", shown: (run * bookings) + i + 1);
            }
            output.WriteLine($"run {run + 1}: {bookings} bookings, {People.Length} presses each, {watch.Elapsed.TotalSeconds:0.0} s; lines with exceptions: {cluster.FaultLines().Count()}");
        }

        await Eventually.TrueAsync("every outcome at the platform", () => cluster.Platform.Deliveries.Count >= runs * bookings);
        Assert.Equal(runs * bookings, cluster.Platform.Deliveries.DistinctBy(delivery => delivery.BookingId).Count());
        Assert.Equal(runs * bookings, cluster.Platform.Deliveries.DistinctBy(delivery => delivery.Id).Count());
        var faults = string.Join('\n', cluster.FaultLines());
        Assert.True(faults.Length == 0, faults);
    }

    private static async Task RaceAsync(Cluster cluster, string id, int shown)
    {
        await cluster.Gateway.PostBookingAsync(id);
        var all = await Eventually.GetAsync($"the message of {id}", () => cluster.Chats.MessagesAsync(Chat), messages => messages.Count >= shown && messages[^1].Buttons.Count >= 2);
        Assert.Equal(shown, all.Count);
        var message = all[^1];

        var popups = await Task.WhenAll(People.Select(async (person, i) => (Person: person, Confirms: i % 2 == 0, Popup: await cluster.Chats.PressAsync(Chat, message.Id, person.Id, data: message.ButtonData[i % 2]))));

        var winner = Assert.Single(popups, press => press.Popup.Text is "✅ Подтверждено" or "❌ Отклонено");
        Assert.Equal(winner.Confirms ? "✅ Подтверждено" : "❌ Отклонено", winner.Popup.Text);
        var truth = $"{(winner.Confirms ? "✅ Уже подтверждено" : "❌ Уже отклонено")}: {winner.Person.Name},";
        Assert.All(popups.Where(press => press.Person != winner.Person), press => Assert.StartsWith(truth, press.Popup.Text));
        var outcome = await Eventually.GetAsync($"the outcome of {id}", () => Task.FromResult(cluster.Platform.Deliveries.FirstOrDefault(delivery => delivery.BookingId == id)), found => found is not null);
        Assert.Equal((winner.Confirms ? "booking.confirmed" : "booking.rejected", winner.Person.Name), (outcome!.Type, outcome.DecidedBy));
    }
}
