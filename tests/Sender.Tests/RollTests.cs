using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Two Senders as real processes are rolled one after the other, as a deployment does it, at Telegram's own rate.</summary>
public sealed class RollTests(ITestOutputHelper output)
{
    private const long First = 74_000;
    private const int Messages = 240;

    [Fact]
    public async Task Rolled_by_sigterm_under_load_nothing_is_lost_nothing_is_sent_twice_and_nothing_is_unknown()
    {
        await using var around = await Surroundings.StartAsync(new SendLimits());
        await using var orders = await ListenerApp.StartAsync(around.Broker.Url, around.Errors);
        await around.Telegram.AddPeopleAsync(First, Messages);
        ServiceProcess[] senders = [around.StartSender(), around.StartSender()];
        await Task.WhenAll(senders.Select(sender => sender.ReadyAsync()));
        for (var i = 0; i < Messages; i++)
        {
            await orders.SendAsync(First + i, (Priority)(i % 4));
        }

        await around.AcceptedAsync(Messages / 8);
        for (var i = 0; i < senders.Length; i++)
        {
            var before = (await around.Telegram.SendsAsync()).Count;
            var exit = await senders[i].StopAsync();
            output.WriteLine($"Sender {i} ended with {exit}; {before} messages were accepted when it was told to, {(await around.Telegram.SendsAsync()).Count} when it had.");
            Assert.Equal(0, exit);
            senders[i] = await around.StartSender().ReadyAsync();
        }

        await Eventually.GetAsync("an end of each message", () => Task.FromResult(orders.Ended), ended => ended == Messages, TimeSpan.FromSeconds(60));
        var sends = await around.Telegram.SendsAsync();

        Assert.Equal(Messages, sends.Select(send => send.ChatId).Distinct().Count());
        Assert.Equal(Messages, sends.Count);
        Assert.Empty(orders.Told.All<MessageUnknown>());
        Assert.Empty(orders.Told.All<MessageFailed>());
    }
}
