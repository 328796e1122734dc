using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Sender.Admission;
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
}
