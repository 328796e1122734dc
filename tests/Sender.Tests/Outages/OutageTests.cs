using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.Sender.Tests.Outages;

/// <summary>What is away for a while, and comes back.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private const long First = 70_000;

    private Surroundings around = null!;

    private Emulator Telegram => around.Telegram;

    public async ValueTask InitializeAsync() => around = await Surroundings.StartAsync(new SendLimits());

    public ValueTask DisposeAsync() => around.DisposeAsync();

    [Fact]
    public async Task Redis_away_is_no_standstill_and_what_was_sent_meanwhile_is_known_afterwards()
    {
        await using var sender = await Start();
        await Telegram.AddPeople(First, 200);
        await sender.Told.Sent(await sender.Send(First, "Before"));

        await around.Redis.KillAsync();
        var meanwhile = await Task.WhenAll(Enumerable.Range(1, 60).Select(i => sender.Send(First + i, "Meanwhile")));
        foreach (var id in meanwhile)
        {
            await sender.Told.Sent(id);
        }

        var noted = await around.Broker.MessagesAsync(Routes.MessageStates);
        Assert.All(meanwhile, id => Assert.Contains(noted, fact => fact.GetProperty("payload").GetString()!.Contains($"{id}", StringComparison.Ordinal)));
        await around.Redis.StartAgainAsync();
        await sender.Publish(new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = meanwhile[0], Text = "Edited", CreatedAt = TimeProvider.System.GetUtcNow() });
        await Eventually.Get("the edit", () => Telegram.Texts(First + 1), texts => texts is ["Edited"]);
        await sender.Send(First + 2, "Meanwhile", change: message => message with { MessageId = meanwhile[1] });
        await sender.Told.Sent(await sender.Send(First + 100, "After"));

        Assert.Equal(62, (await Telegram.Sends()).Count);
    }

    [Fact]
    public async Task Telegram_away_opens_the_circuit_uses_up_no_more_attempts_and_everything_is_delivered_afterwards()
    {
        await using var one = await Start(new Dictionary<string, string?> { ["SENDER_CIRCUIT_PAUSE"] = "0.5", ["SENDER_REDELIVERY_MINUTES"] = "0.01,0.02,0.05,0.1" });
        await using var two = await Start(new Dictionary<string, string?> { ["SENDER_CIRCUIT_PAUSE"] = "0.5", ["SENDER_REDELIVERY_MINUTES"] = "0.01,0.02,0.05,0.1" });
        await Telegram.AddPeople(First, 200);
        await Telegram.Fault(new { kind = "html_page" });

        var ids = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => one.Send(First + i, "Hello")));
        await one.Told.Of<TelegramCircuitChanged>(changed => changed.State == "open", other: two.Told);
        await Eventually.True("both to know", async () => (await Status(one)).Circuit != "closed" && (await Status(two)).Circuit != "closed");
        await Eventually.True("the first probes", async () => (await Telegram.Calls("getMe")).GetValueOrDefault("502") >= 2);
        var attempts = (await Telegram.Calls("sendMessage")).Values.Sum();
        await Eventually.True("some probes", async () => (await Telegram.Calls("getMe")).GetValueOrDefault("502") >= 5);
        var later = (await Telegram.Calls("sendMessage")).Values.Sum();
        await Telegram.ClearFaults();
        await Eventually.Get("100 messages", async () => (await Telegram.Sends()).Count, count => count >= 100, TimeSpan.FromSeconds(60));
        await one.Told.Of<TelegramCircuitChanged>(changed => changed.State == "closed", other: two.Told);

        Assert.InRange(later - attempts, 0, 2);
        Assert.Equal(100, (await Telegram.Sends()).Select(send => send.ChatId).Distinct().Count());
        Assert.Equal(100, (await Telegram.Sends()).Count);
        Assert.Empty(one.Told.All<MessageFailed>().Concat(two.Told.All<MessageFailed>()));
    }

    [Fact]
    public async Task A_tenth_of_429_and_a_twentieth_cut_lose_nothing_and_repeat_only_what_is_marked()
    {
        await Telegram.LiftLimits();
        await using var sender = await Start(new Dictionary<string, string?> { ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0", ["TELEGRAM_API_TIMEOUT"] = "60" });
        await Telegram.AddPeople(First, 300);
        await Telegram.Fault(new { kind = "too_many_requests", method = "sendMessage", probability = 0.1, retry_after = 1 });
        await Telegram.Fault(new { kind = "cut_after", method = "sendMessage", probability = 0.05 });

        var ids = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => sender.Send(First + i, "Hello", i % 2 == 0 ? Priority.High : Priority.Normal)));
        await Eventually.Get("an end of each message", () => Task.FromResult(
            sender.Told.All<MessageSent>().Select(fact => fact.MessageId).Concat(sender.Told.All<MessageUnknown>().Where(fact => !fact.Resending).Select(fact => fact.MessageId)).Distinct().Count()), ended => ended == 300, TimeSpan.FromSeconds(60));
        var sends = await Telegram.Sends();
        // The facts of one message are published in order, but the listener takes several at once: the last ones may come after it counted the end.
        await Eventually.Get("an unknown for each copy", () => Task.FromResult(sender.Told.All<MessageUnknown>().Count(fact => fact.Resending)), repeated => repeated == sends.Count - 300);

        Assert.Equal(300, sends.Select(send => send.ChatId).Distinct().Count());
        Assert.All(sender.Told.All<MessageSent>(), fact => Assert.InRange(fact.Attempts, 1, 1 + sender.Told.All<MessageUnknown>().Count(unknown => unknown.MessageId == fact.MessageId)));
        Assert.Empty(sender.Told.All<MessageFailed>());
        Assert.Equal(300, ids.Length);
    }

    private static async Task<BotStatus> Status(SenderApp sender) => (await sender.Request<GetBotStatus, BotStatus>(new GetBotStatus())).Message;

    private Task<SenderApp> Start(Dictionary<string, string?>? settings = null) => SenderApp.StartAsync(Telegram, settings, around.Broker.Url, around.Redis.Url);
}
