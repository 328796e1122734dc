namespace PhStudio.Messaging.SystemTests;

/// <summary>
/// A part goes away while people press: each user is told the outcome, or that the press is taken and it is applied afterwards, or to try
/// again. Never neither, never twice. <c>AWAY_ROUNDS=10</c> makes more rounds.
/// </summary>
public sealed class PressWhileAwayTests(ITestOutputHelper output)
{
    private const long Chat = -1013;

    // Telegram brings one person's presses one after the other (docs/telegram.md 9), so each presses once.
    private static readonly Person[] People = [.. Enumerable.Range(0, 12).Select(i => new Person(820_000 + i, $"Человек-{i:00}"))];
    private const string Done = "✅ Подтверждено";
    private const string Taken = "⏳ Принято, сообщение скоро изменится";
    private const string TryAgain = "🔁 Не получилось, попробуйте через минуту";

    [Fact]
    public async Task While_the_broker_is_away()
    {
        await using var cluster = await Cluster.CreateAsync(settings: Settings);
        await using var gate = cluster.GateBeforeBroker();
        await Task.WhenAll(new[] { "Gateway", "Sender", "WebhookProcessor" }.Select(service => cluster.StartBehind(gate, service).ReadyAsync()));

        await RoundsAsync(cluster, leave: () =>
        {
            gate.Shut();
            return Task.CompletedTask;
        }, comeBack: () =>
        {
            gate.Open();
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task While_redis_is_away()
    {
        await using var cluster = await Cluster.StartAsync(settings: Settings);

        await RoundsAsync(cluster, leave: cluster.Redis.KillAsync, comeBack: cluster.Redis.StartAgainAsync);
    }

    /// <summary>The connections to Redis stay open and nothing passes on them any more: answers of what Redis has done are lost, too.</summary>
    [Fact]
    public async Task While_a_network_swallows_what_goes_to_redis_and_back()
    {
        await using var cluster = await Cluster.CreateAsync(settings: Settings);
        await using var gate = cluster.GateBeforeRedis();
        await Task.WhenAll(new[] { "Gateway", "Sender", "WebhookProcessor" }.Select(service => cluster.StartBehind(gate, service, "REDIS_URL").ReadyAsync()));

        await RoundsAsync(cluster, leave: () =>
        {
            gate.Silence();
            return Task.CompletedTask;
        }, comeBack: () => Task.CompletedTask);
    }

    // Nobody waits here for the truth longer than people do.
    private static Dictionary<string, string> Settings => new() { ["TELEGRAM_CHAT_ID"] = $"{Chat}", ["WEBHOOK_PRESS_WAIT"] = "1", ["UNDO_WINDOW"] = "0" };

    private async Task RoundsAsync(Cluster cluster, Func<Task> leave, Func<Task> comeBack)
    {
        await cluster.Chats.AddGroupAsync(Chat, People);
        var rounds = Count.Of("AWAY_ROUNDS", 1);
        for (var round = 0; round < rounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, People.Length).Select(i => cluster.Gateway.PostBookingAsync($"away-{round:000}-{i:00}")));
            var questions = (await Eventually.GetAsync($"the questions of round {round}", () => cluster.Chats.MessagesAsync(Chat), all => all.Count == (round + 1) * People.Length, TimeSpan.FromSeconds(90)))
                .Skip(round * People.Length).ToList();

            // The first is through, the next are somewhere on the way, the last begin when the part is gone.
            var first = await PressAsync(cluster, questions, 0);
            var onTheWay = Enumerable.Range(1, 5).Select(i => PressAsync(cluster, questions, i)).ToList();
            if (round % 2 == 1)
            {
                await Task.WhenAny(onTheWay);
            }
            await leave();
            var popups = await Task.WhenAll([.. onTheWay, .. Enumerable.Range(6, People.Length - 6).Select(i => PressAsync(cluster, questions, i))]);
            await comeBack();

            // Through, whether its process was quick enough to say so within the second or not.
            Assert.Contains(first, (string[])[Done, Taken]);
            Assert.All(popups, popup => Assert.Contains(popup, (string[])[Done, Taken, TryAgain]));
            output.WriteLine($"round {round}: {string.Join(", ", popups.CountBy(popup => popup).Select(pair => $"{pair.Value} times \"{pair.Key}\""))}");
            await Task.WhenAll(popups.Index().Where(popup => popup.Item == TryAgain).Select(popup => AgainAsync(cluster, questions, popup.Index + 1)));
            var decided = (round + 1) * People.Length;
            await Eventually.GetAsync($"{decided} outcomes", () => Task.FromResult(cluster.Platform.Deliveries.DistinctBy(delivery => delivery.BookingId).Count()), count => count == decided, TimeSpan.FromSeconds(90));
            await Eventually.GetAsync($"{decided} edited messages", async () => (await cluster.Chats.MessagesAsync(Chat)).Count(message => message.Edited), count => count == decided, TimeSpan.FromSeconds(90));
        }

        Assert.All(cluster.Platform.Deliveries, delivery => Assert.Equal("booking.confirmed", delivery.Type));
        Assert.Equal(rounds * People.Length, cluster.Platform.Deliveries.DistinctBy(delivery => delivery.Id).Count());
        Assert.Equal(rounds * People.Length, (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32());
    }

    // As the popup says: again, until it is through.
    private static Task AgainAsync(Cluster cluster, IReadOnlyList<ChatMessage> questions, int i) =>
        Eventually.GetAsync($"the press on {i} to be taken", () => PressAsync(cluster, questions, i), popup => popup is Done or Taken, TimeSpan.FromSeconds(90));

    private static async Task<string?> PressAsync(Cluster cluster, IReadOnlyList<ChatMessage> questions, int i) =>
        (await cluster.Chats.PressAsync(Chat, questions[i].Id, People[i].Id, data: questions[i].ButtonData[0])).Text;
}
