using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Senders as real processes that die over an album.</summary>
public sealed class AlbumKillTests
{
    private const long Anna = 4101;

    private static readonly string[] Photos = ["https://pictures.example/1.jpg", "https://pictures.example/2.jpg", "https://pictures.example/3.jpg"];

    [Fact]
    public async Task Killed_between_an_album_and_its_text_the_next_Sender_sends_the_text_only()
    {
        await using var around = await Surroundings.StartAsync();
        await around.Telegram.AddPeopleAsync(Anna);
        await using var orders = await ListenerApp.StartAsync(around.Broker.Url, around.Errors);
        var ledger = LedgerOf(around);
        // An album of three leaves its text more than a second to wait.
        var sender = await around.StartSender(("SENDER_PRIVATE_BURST", "1"), ("SENDER_PRIVATE_INTERVAL_MS", "480")).ReadyAsync();

        var id = await orders.SendAsync(Anna, Priority.Normal, new string('x', 1100), Photos);
        await Eventually.TrueAsync("the entry of the album", async () => await ledger.FindAsync(new LedgerKey(id, 1)) is { State: EntryState.Sent });
        await sender.KillAsync();
        await around.StartSender().ReadyAsync();
        var sent = await orders.Told.SentAsync(id);

        Assert.Equal([1, 2, 3, 4], sent.TelegramMessageIds);
        Assert.Equal(["", "", "", new string('x', 1100)], await around.Telegram.TextsAsync(Anna));
        Assert.Equal(1, (await around.Telegram.CallsAsync("sendMediaGroup"))["200"]);
    }

    [Fact]
    public async Task Killed_while_an_album_is_under_way_it_is_unknown_and_not_there_twice()
    {
        await using var around = await Surroundings.StartAsync();
        await around.Telegram.AddPeopleAsync(Anna);
        await using var orders = await ListenerApp.StartAsync(around.Broker.Url, around.Errors);
        await around.Telegram.FaultAsync(new { kind = "hang_after", method = "sendMediaGroup", count = 1 });
        // It does not give up by itself before the test kills it; the next one waits for its lease, which is five seconds longer.
        var sender = await around.StartSender(("TELEGRAM_API_TIMEOUT", "8")).ReadyAsync();

        var id = await orders.SendAsync(Anna, Priority.Normal, "Three ideas", Photos);
        await around.AcceptedAsync(Photos.Length);
        await sender.KillAsync();
        await around.StartSender().ReadyAsync();
        var unknown = await orders.Told.OfAsync<MessageUnknown>(fact => fact.MessageId == id, TimeSpan.FromSeconds(90));

        Assert.False(unknown.Resending);
        Assert.Equal(["Three ideas", "", ""], await around.Telegram.TextsAsync(Anna));
    }

    private static RedisLedger LedgerOf(Surroundings around) =>
        new(TestRedis.Connect(around.Redis.Url), new RedisKeys(around.Telegram.Token.Split(':')[0]), new LedgerOptions { Owner = "test" }, TimeProvider.System);
}
