using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>A long text, whose parts have a ledger entry each, and a Sender that dies between two of them.</summary>
public sealed class PartsTests
{
    private const long Anna = 4001;

    [Fact]
    public async Task Killed_between_two_parts_the_next_Sender_goes_on_with_the_second()
    {
        await using var around = await Surroundings.StartAsync();
        await around.Telegram.AddPeopleAsync(Anna);
        await using var orders = await ListenerApp.StartAsync(around.Broker.Url);
        var ledger = new RedisLedger(TestRedis.Connect(around.Redis.Url), new RedisKeys(around.Telegram.Token.Split(':')[0]), new LedgerOptions { Owner = "test" }, TimeProvider.System);
        // A part is half a second after the one before: the second waits in the Sender's hands.
        var sender = await around.StartSender(("SENDER_PRIVATE_BURST", "1"), ("SENDER_PRIVATE_INTERVAL_MS", "480")).ReadyAsync();

        var id = await orders.SendAsync(Anna, Priority.Normal, string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"line {i:0000}")));
        await Eventually.TrueAsync("the entry of the first part", async () => await ledger.FindAsync(new LedgerKey(id, 1)) is { State: EntryState.Sent });
        await sender.KillAsync();
        await around.StartSender().ReadyAsync();
        var sent = await orders.Told.SentAsync(id);

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"line {i:0000}"), (await around.Telegram.TextsAsync(Anna)).SelectMany(text => text.Split('\n')));
        Assert.Equal(sent.TelegramMessageId, (await ledger.FindAsync(new LedgerKey(id, 3)))!.Delivery!.TelegramMessageId);
    }
}
