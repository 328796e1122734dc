using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Senders as real processes that are killed at random moments; this test's own process only orders and listens.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private const long First = 80_000;
    /// <summary>Four by default, a hundred messages each; <c>TEST_KILLS=20</c> is the whole trial.</summary>
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("TEST_KILLS"), out var kills) ? kills : 4;
    private static readonly int Messages = Kills * 100;

    private VirtualHost broker = null!;
    private RedisServer redis = null!;
    private Emulator telegram = null!;

    public async ValueTask InitializeAsync()
    {
        broker = await VirtualHost.CreateAsync();
        redis = await RedisServer.StartAsync();
        telegram = await Emulator.StartAsync(SendLimits.Off);
    }

    public async ValueTask DisposeAsync()
    {
        await telegram.DisposeAsync();
        await redis.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task Killed_at_random_moments_nothing_is_lost_and_every_copy_belongs_to_a_recorded_unknown()
    {
        await telegram.AddPeople(First, Messages);
        await using var orders = await ListenerApp.StartAsync(broker.Url);
        for (var i = 0; i < Messages; i++)
        {
            // Half of them urgent: those are sent again, the others are asked about.
            await orders.Send(First + i, i % 2 == 0 ? Priority.High : Priority.Normal);
        }

        var senders = new[] { Start(), Start() };
        for (var kill = 0; kill < Kills; kill++)
        {
            // At a moment that the number of sent messages decides, spread over all of them.
            await Sent(kill * Messages / (Kills + 4));
            await senders[kill % 2].KillAsync();
            await senders[kill % 2].DisposeAsync();
            senders[kill % 2] = Start();
        }

        await Eventually.Get("an end of each message", () => Task.FromResult(orders.Ended), ended => ended == Messages, TimeSpan.FromSeconds(90));
        var sends = await telegram.Sends();
        var copied = sends.GroupBy(send => send.ChatId).Where(chat => chat.Count() > 1).Select(chat => chat.Key.ToString()).ToList();
        var unknown = orders.Told.All<MessageUnknown>().Select(fact => fact.ChatId).ToHashSet();
        var unsent = Enumerable.Range(0, Messages).Select(i => First + i).Except(sends.Select(send => send.ChatId)).Select(chat => chat.ToString()).ToList();

        Assert.All(copied, chat => Assert.Contains(chat, unknown));
        Assert.All(unsent, chat => Assert.Contains(chat, unknown));
        TestContext.Current.SendDiagnosticMessage($"{Kills} kills, {Messages} messages: {copied.Count} copies, {unknown.Count} unknown, {unsent.Count} not sent and marked.");
        foreach (var sender in senders)
        {
            await sender.DisposeAsync();
        }
    }

    private Task Sent(int count) => Eventually.Get($"{count} messages", async () => (await telegram.Calls("sendMessage")).Values.Sum(), calls => calls >= count, TimeSpan.FromSeconds(60));

    private ServiceProcess Start() => ServiceProcess.Start("Sender", new Dictionary<string, string>
    {
        ["RABBITMQ_URL"] = broker.Url,
        ["REDIS_URL"] = redis.Url,
        ["TELEGRAM_BOT_TOKEN"] = telegram.Token,
        ["TELEGRAM_API_BASE_URL"] = telegram.Address,
        ["TELEGRAM_API_TIMEOUT"] = "3",
        ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "100",
        ["LOG_LEVEL"] = "Error",
    });
}
