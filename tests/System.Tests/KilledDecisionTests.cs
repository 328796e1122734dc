namespace PhStudio.Messaging.SystemTests;

/// <summary>
/// WebhookProcessor is killed at random points of decisions, as soon as Redis has run so many more scripts. <c>DECISION_KILLS=20</c> kills it
/// that often, <c>DECISION_SEED</c> repeats the points of a run.
/// </summary>
public sealed class KilledDecisionTests(ITestOutputHelper output)
{
    private const long OtherChat = -1008;
    private const int BookingsPerKill = 20;

    [Fact]
    public async Task After_every_kill_each_decision_is_complete_announced_once_and_shown_in_every_copy()
    {
        var (kills, seed) = (Count.Of("DECISION_KILLS", 3), Count.Of("DECISION_SEED", Environment.TickCount));
        output.WriteLine($"{kills} kills, DECISION_SEED={seed}");
        var random = new Random(seed);
        await using var cluster = await Cluster.StartAsync(settings: new Dictionary<string, string>
        {
            ["STAFF_CHATS"] = $$"""[{"chat":"{{Cluster.StaffChat}}"},{"chat":"{{OtherChat}}"}]""",
            ["UNDO_WINDOW"] = "0",
        });
        await cluster.Chats.AddGroupAsync(OtherChat, [new Person(800_001, "Ольга")]);
        await PostAsync(cluster, round: 0);
        for (var kill = 0; kill < kills; kill++)
        {
            var questions = (await ShownAsync(cluster, Cluster.StaffChat, (kill + 1) * BookingsPerKill)).Skip(kill * BookingsPerKill).ToList();
            // The next bookings come while these are decided: a kill meets both.
            var work = Task.WhenAll(PostAsync(cluster, kill + 1), PressAsync(cluster, questions));

            var scripts = await cluster.Redis.ScriptsAsync() + random.Next(10 * BookingsPerKill);
            await Eventually.TrueAsync("a point to kill at", async () => work.IsCompleted || await cluster.Redis.ScriptsAsync() >= scripts);
            await cluster.KillAsync("WebhookProcessor");
            await cluster.Start("WebhookProcessor").ReadyAsync();
            await work;
        }

        var decided = kills * BookingsPerKill;
        await Eventually.TrueAsync($"{decided} outcomes", () => cluster.Platform.Deliveries.DistinctBy(delivery => delivery.BookingId).Count() == decided, TimeSpan.FromSeconds(60));
        foreach (var chat in new[] { Cluster.StaffChat, OtherChat })
        {
            await Eventually.GetAsync($"{decided} edited copies in {chat}", () => cluster.Chats.MessagesAsync(chat), all => all.Count(message => message.Edited) == decided, TimeSpan.FromSeconds(60));
        }

        await ShowsEachOutcomeAsync(cluster, decided);
        // A booking that nobody pressed waits, and each was shown once in each chat: nothing was sent twice.
        foreach (var chat in new[] { Cluster.StaffChat, OtherChat })
        {
            await ShownAsync(cluster, chat, decided + BookingsPerKill);
        }
        Assert.Equal(2 * (decided + BookingsPerKill), (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32());
    }

    private static async Task ShowsEachOutcomeAsync(Cluster cluster, int decided)
    {
        // The platform may hear of one outcome twice (its answer was lost), by the same webhook-id; never of two.
        Assert.Equal(decided, cluster.Platform.Deliveries.DistinctBy(delivery => delivery.Id).Count());
        foreach (var chat in new[] { Cluster.StaffChat, OtherChat })
        {
            var messages = await cluster.Chats.MessagesAsync(chat);
            foreach (var outcome in cluster.Platform.Deliveries)
            {
                var message = Assert.Single(messages, message => message.Text.Contains(outcome.BookingId, StringComparison.Ordinal));
                Assert.Empty(message.Buttons);
                Assert.Contains(outcome.DecidedBy, message.Text);
                Assert.StartsWith(outcome.Type == "booking.confirmed" ? "✅" : "❌", message.Text);
            }
        }
    }

    private static Task<IReadOnlyList<ChatMessage>> ShownAsync(Cluster cluster, long chat, int count) =>
        Eventually.GetAsync($"{count} messages in {chat}", () => cluster.Chats.MessagesAsync(chat), messages => messages.Count >= count, TimeSpan.FromSeconds(60));

    private static Task PostAsync(Cluster cluster, int round) =>
        Task.WhenAll(Enumerable.Range(0, BookingsPerKill).Select(i => cluster.Gateway.PostBookingAsync($"killed-{round:000}-{i:00}")));

    private static Task PressAsync(Cluster cluster, IEnumerable<ChatMessage> questions) =>
        Task.WhenAll(questions.Select((question, i) => cluster.Chats.PressAsync(Cluster.StaffChat, question.Id, Bookings.Staff[i % Bookings.Staff.Length], button: i % 2)));
}
