using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Scheduling;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.Scheduling;

/// <summary>All Senders together stay below what Telegram accepts from one bot.</summary>
public sealed class PoolShareTests
{
    [Theory]
    [InlineData(50, 1, 50)]
    [InlineData(50, 14, 50)]
    [InlineData(50, 16, 45)]
    [InlineData(1000, 1, 727)]
    [InlineData(1000, 100, 7)]
    public void Nothing_changes_until_the_pools_of_all_could_be_too_many(int pool, int senders, int size)
    {
        var options = new TelegramOptions { Token = "1:x", PoolSize = pool };

        Assert.Equal(size, PoolShare.SizeOf(options, new LimitOptions { BotRequests = 0 }, senders));
        Assert.InRange(senders * (size + TelegramOptions.ReserveOf(size)), 1, 900);
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(30, 2)]
    [InlineData(30, 3)]
    [InlineData(30, 4)]
    [InlineData(5, 2)]
    [InlineData(1000, 3)]
    public void No_more_are_under_way_than_Telegram_takes_at_once(int requests, int senders)
    {
        var size = PoolShare.SizeOf(new TelegramOptions { Token = "1:x", PoolSize = 1000 }, new LimitOptions { BotRequests = requests }, senders);

        // One more is granted while they are under way, and a tenth of what Telegram takes is a new Sender's.
        Assert.InRange(senders * (size + TelegramOptions.ReserveOf(size)), Math.Max(30, requests) / 3, Math.Max(30, requests) * 9 / 10);
    }

    [Theory]
    [InlineData(50, 0, 1, null)]
    [InlineData(50, 0, 14, null)]
    [InlineData(50, 0, 16, "Warning: 16 Senders with TELEGRAM_POOL_SIZE=50 could have more requests under way than Telegram accepts from one bot: this one makes 45 at once.")]
    [InlineData(600, 0, 6, "Warning: 6 Senders with TELEGRAM_POOL_SIZE=600")] // What a Sender assumes at its start.
    [InlineData(500, 30, 1, "Information: Of TELEGRAM_POOL_SIZE=500 this Sender makes 22 requests at once: the bot's limit allows 25 under way, which all Senders share (now 1)")]
    [InlineData(20, 30, 2, "Information: Of TELEGRAM_POOL_SIZE=20 this Sender makes 10 requests at once")]
    [InlineData(20, 30, 1, null)]
    public async Task The_log_says_once_to_what_the_pool_is_cut(int pool, int requests, int senders, string? line)
    {
        var lines = new Lines();
        var share = await StartAsync(pool, requests, lines);

        for (var beat = 0; beat < 5; beat++)
        {
            share.Share(senders);
        }

        Assert.Equal(line is null ? 0 : 1, lines.All.Count);
        Assert.All(lines.All, said => Assert.StartsWith(line!, said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_says_it_again_where_the_share_changes()
    {
        var lines = new Lines();
        var share = await StartAsync(pool: 50, requests: 30, lines);

        foreach (var senders in new[] { 1, 1, 1, 3, 3 })
        {
            share.Share(senders);
        }

        Assert.Equal([22, 7], lines.All.Select(said => int.Parse(said.Split("makes ")[1].Split(' ')[0])));
    }

    [Fact]
    public async Task Two_Senders_share_it_and_the_one_that_is_left_has_its_own_pool_again()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var telegram = await Emulator.StartAsync();
        var settings = new Dictionary<string, string?> { ["TELEGRAM_POOL_SIZE"] = "600", ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0" };
        await using var stays = await SenderApp.StartAsync(telegram, settings, broker.Url, broker.Redis);
        var scheduler = stays.Services.GetRequiredService<RequestScheduler>();
        await Eventually.TrueAsync("the pool of one that is alone", () => scheduler.Connections == 600);

        await using (await SenderApp.StartAsync(telegram, settings, broker.Url, broker.Redis))
        {
            await Eventually.TrueAsync("the share of one of two", () => scheduler.Connections == 363);
        }

        await Eventually.TrueAsync("its own pool", () => scheduler.Connections == 600);
    }

    private static async Task<PoolShare> StartAsync(int pool, int requests, Lines lines)
    {
        var (options, limits, time) = (new TelegramOptions { Token = "1:x", PoolSize = pool }, new LimitOptions { BotRequests = requests }, TimeProvider.System);
        using var metrics = new SenderMetrics();
        var heartbeat = new SenderHeartbeat(new InMemorySenderRegistry(time), new LedgerOptions(), new InMemoryLimiter(limits, time), new InFlightMessages(time), new RepeatedRefusals(metrics, time), time);
        var admission = new SequentialAdmission(new InMemoryLedger(new LedgerOptions(), time), new InMemoryChatStore(time), new InMemoryLimiter(limits, time));
        var share = new PoolShare(heartbeat, new RequestScheduler(admission, time, pool, reserve: 1), options, limits, lines);
        await share.StartAsync(TestContext.Current.CancellationToken);
        return share;
    }

    private sealed class Lines : ILogger<PoolShare>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
