using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>What is unavailable for a while, and comes back.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private const long First = 70_000;

    private Surroundings _around = null!;

    private Emulator Telegram => _around.Telegram;

    public async ValueTask InitializeAsync() => _around = await Surroundings.StartAsync(new SendLimits());

    public ValueTask DisposeAsync() => _around.DisposeAsync();

    [Fact]
    public async Task Redis_away_is_no_standstill_and_what_was_sent_meanwhile_is_known_afterwards()
    {
        await using var sender = await StartAsync();
        await Telegram.AddPeopleAsync(First, 200);
        await sender.Told.SentAsync(await sender.SendAsync(First, "Before"));

        await _around.Redis.KillAsync();
        var meanwhile = await Task.WhenAll(Enumerable.Range(1, 60).Select(i => sender.SendAsync(First + i, "Meanwhile")));
        foreach (var id in meanwhile)
        {
            await sender.Told.SentAsync(id);
        }

        var noted = await _around.Broker.MessagesAsync(Routes.MessageStates);
        Assert.All(meanwhile, id => Assert.Contains(noted, fact => fact.GetProperty("payload").GetString()!.Contains($"{id}", StringComparison.Ordinal)));
        await _around.Redis.StartAgainAsync();
        await sender.PublishAsync(new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = meanwhile[0], Text = "Edited", CreatedAt = TimeProvider.System.GetUtcNow() });
        await Eventually.GetAsync("the edit", () => Telegram.TextsAsync(First + 1), texts => texts is ["Edited"]);
        await sender.SendAsync(First + 2, "Meanwhile", change: message => message with { MessageId = meanwhile[1] });
        await sender.Told.SentAsync(await sender.SendAsync(First + 100, "After"));

        Assert.Equal(62, (await Telegram.SendsAsync()).Count);
    }

    [Fact]
    public async Task Telegram_away_opens_the_circuit_uses_up_no_more_attempts_and_everything_is_delivered_afterwards()
    {
        await using var one = await StartAsync(new Dictionary<string, string?> { ["SENDER_CIRCUIT_PAUSE"] = "0.5", ["SENDER_REDELIVERY_MINUTES"] = "0.01,0.02,0.05,0.1" });
        await using var two = await StartAsync(new Dictionary<string, string?> { ["SENDER_CIRCUIT_PAUSE"] = "0.5", ["SENDER_REDELIVERY_MINUTES"] = "0.01,0.02,0.05,0.1" });
        await Telegram.AddPeopleAsync(First, 200);
        await Telegram.FaultAsync(new { kind = "html_page" });

        var ids = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => one.SendAsync(First + i, "Hello")));
        await one.Told.OfAsync<TelegramCircuitChanged>(changed => changed.State == "open", other: two.Told);
        await Eventually.TrueAsync("both to know", async () => (await StatusAsync(one)).Circuit != "closed" && (await StatusAsync(two)).Circuit != "closed");
        await Eventually.TrueAsync("the first probes", async () => (await Telegram.CallsAsync("getMe")).GetValueOrDefault("502") >= 2);
        var attempts = (await Telegram.CallsAsync("sendMessage")).Values.Sum();
        await Eventually.TrueAsync("some probes", async () => (await Telegram.CallsAsync("getMe")).GetValueOrDefault("502") >= 5);
        var later = (await Telegram.CallsAsync("sendMessage")).Values.Sum();
        await Telegram.ClearFaultsAsync();
        await Eventually.GetAsync("100 messages", async () => (await Telegram.SendsAsync()).Count, count => count >= 100, TimeSpan.FromSeconds(60));
        await one.Told.OfAsync<TelegramCircuitChanged>(changed => changed.State == "closed", other: two.Told);

        Assert.InRange(later - attempts, 0, 2);
        Assert.Equal(100, (await Telegram.SendsAsync()).Select(send => send.ChatId).Distinct().Count());
        Assert.Equal(100, (await Telegram.SendsAsync()).Count);
        Assert.Empty(one.Told.All<MessageFailed>().Concat(two.Told.All<MessageFailed>()));
    }

    [Fact]
    public async Task A_tenth_of_429_and_a_twentieth_cut_lose_nothing_and_repeat_only_what_is_marked()
    {
        await Telegram.LiftLimitsAsync();
        await using var sender = await StartAsync(new Dictionary<string, string?> { ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0", ["TELEGRAM_API_TIMEOUT"] = "60" });
        await Telegram.AddPeopleAsync(First, 300);
        await Telegram.FaultAsync(new { kind = "too_many_requests", method = "sendMessage", probability = 0.1, retry_after = 1 });
        await Telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", probability = 0.05 });

        var ids = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => sender.SendAsync(First + i, "Hello", i % 2 == 0 ? Priority.High : Priority.Normal)));
        await Eventually.GetAsync("an end of each message", () => Task.FromResult(
            sender.Told.All<MessageSent>().Select(fact => fact.MessageId).Concat(sender.Told.All<MessageUnknown>().Where(fact => !fact.Resending).Select(fact => fact.MessageId)).Distinct().Count()), ended => ended == 300, TimeSpan.FromSeconds(60));
        var sends = await Telegram.SendsAsync();
        // The facts of one message are published in order, but the listener takes several at once: the last ones may come after it counted the end.
        await Eventually.GetAsync("an unknown for each copy", () => Task.FromResult(sender.Told.All<MessageUnknown>().Count(fact => fact.Resending)), repeated => repeated == sends.Count - 300);

        Assert.Equal(300, sends.Select(send => send.ChatId).Distinct().Count());
        Assert.All(sender.Told.All<MessageSent>(), fact => Assert.InRange(fact.Attempts, 1, 1 + sender.Told.All<MessageUnknown>().Count(unknown => unknown.MessageId == fact.MessageId)));
        Assert.Empty(sender.Told.All<MessageFailed>());
        Assert.Equal(300, ids.Length);
    }

    private static async Task<BotStatus> StatusAsync(SenderApp sender) => (await sender.RequestAsync<GetBotStatus, BotStatus>(new GetBotStatus())).Message;

    private Task<SenderApp> StartAsync(Dictionary<string, string?>? settings = null) => SenderApp.StartAsync(Telegram, settings, _around.Broker.Url, _around.Redis.Url);
}
