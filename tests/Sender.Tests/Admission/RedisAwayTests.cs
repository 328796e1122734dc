using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>Redis goes away while two Senders work at Telegram's own rate.</summary>
public sealed class RedisAwayTests(ITestOutputHelper output)
{
    private const long First = 73_000;
    private const int Messages = 180;

    [Fact]
    public async Task A_redis_killed_under_load_and_started_again_loses_nothing_repeats_nothing_and_uses_up_no_attempt()
    {
        await using var around = await Surroundings.StartAsync(new SendLimits());
        await using var orders = await ListenerApp.StartAsync(around.Broker.Url, around.Errors);
        await around.Telegram.AddPeopleAsync(First, Messages);
        around.StartSender();
        around.StartSender();
        await OrderAsync(orders);

        await around.AcceptedAsync(Messages / 4);
        await around.Redis.KillAsync();
        await around.Redis.StartAgainAsync();

        await AllOnceAsync(around, orders);
    }

    [Fact]
    public async Task While_redis_is_away_each_sender_keeps_to_its_share_and_says_so()
    {
        await using var around = await Surroundings.StartAsync(new SendLimits());
        await using var orders = await ListenerApp.StartAsync(around.Broker.Url, around.Errors);
        await around.Telegram.AddPeopleAsync(First, Messages);
        ServiceProcess[] senders = [around.StartSender(), around.StartSender()];
        await Task.WhenAll(senders.Select(sender => sender.ReadyAsync()));
        await OrderAsync(orders);

        await around.AcceptedAsync(Messages / 4);
        await around.Redis.KillAsync();
        var began = TimeProvider.System.GetUtcNow();
        foreach (var sender in senders)
        {
            await Eventually.TrueAsync("word of the outage", () => sender.Output.Contains("its share of the limits", StringComparison.Ordinal));
            using var http = new HttpClient { BaseAddress = sender.Address };
            await Eventually.GetAsync("readiness to name redis", () => http.GetStringAsyncWhateverStatusAsync("/health/ready"), page => page.Contains("Redis does not answer", StringComparison.Ordinal));
        }

        await AllOnceAsync(around, orders);
        var during = (await around.Telegram.SendsAsync()).Select(send => send.At).Where(at => at > began).Order().ToList();
        var rate = (during.Count - 1) / (during[^1] - during[0]).TotalSeconds;
        output.WriteLine($"{during.Count} of {Messages} without Redis, {rate:0.0} a second.");

        // Each with the whole limit would be 60 a second; the emulator's own bucket has refused none.
        Assert.InRange(during.Count, Messages / 3, Messages);
        Assert.InRange(rate, 10, 33);
    }

    private static async Task OrderAsync(ListenerApp orders)
    {
        for (var i = 0; i < Messages; i++)
        {
            await orders.SendAsync(First + i, i % 2 == 0 ? Priority.High : Priority.Normal);
        }
    }

    private static async Task AllOnceAsync(Surroundings around, ListenerApp orders)
    {
        await Eventually.GetAsync("an end of each message", () => Task.FromResult(orders.Ended), ended => ended == Messages, TimeSpan.FromSeconds(60));
        var sends = await around.Telegram.SendsAsync();

        Assert.Equal(Messages, sends.Select(send => send.ChatId).Distinct().Count());
        Assert.Equal(Messages, sends.Count);
        Assert.Empty(orders.Told.All<MessageUnknown>());
        Assert.Empty(orders.Told.All<MessageFailed>());
        Assert.All(orders.Told.All<MessageSent>(), fact => Assert.Equal(1, fact.Attempts));
        Assert.DoesNotContain("429", (await around.Telegram.CallsAsync("sendMessage")).Keys);
    }
}
