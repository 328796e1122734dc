using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Two Senders on a real RabbitMQ and a real Redis.</summary>
public sealed class RealServersTests : IAsyncLifetime
{
    private const long First = 60_000;

    private VirtualHost broker = null!;
    private Emulator telegram = null!;

    public async ValueTask InitializeAsync()
    {
        broker = await VirtualHost.CreateAsync();
        telegram = await Emulator.StartAsync(new SendLimits());
    }

    public async ValueTask DisposeAsync()
    {
        await telegram.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task Two_senders_keep_the_bots_limit_together_and_send_each_message_once()
    {
        await using var one = await Start();
        await using var two = await Start();
        await telegram.AddPeople(First, 120);

        await Task.WhenAll(Enumerable.Range(0, 120).Select(i => one.Send(First + i, "Hello")));
        await Eventually.Get("120 facts", () => Task.FromResult(one.Told.All<MessageSent>().Count + two.Told.All<MessageSent>().Count), count => count >= 120);
        var sends = (await telegram.Sends()).Select(send => send.At).Order().ToList();

        Assert.Equal(120, sends.Count);
        Assert.DoesNotContain("429", (await telegram.Calls("sendMessage")).Keys);
        Assert.True((sends[^1] - sends[0]).TotalSeconds >= 119 / 30.0 * 0.9, "more than 30 a second");
    }

    [Fact]
    public async Task Where_the_Gateway_looks_a_message_is_sent_before_anybody_is_told()
    {
        await using var sender = await Start();
        await telegram.AddPeople(First);

        var id = await sender.Send(First, "Hello");
        var told = await sender.Told.Sent(id);

        var noted = MessageNotes.Read(await TestRedis.Connection.GetDatabase().StringGetAsync(MessageNotes.Key(id)));
        Assert.Equal((MessageState.Sent, told.TelegramMessageId, told.Attempts), (noted!.State, noted.TelegramMessageId, noted.Attempts));
    }

    [Fact]
    public async Task A_group_that_must_wait_holds_up_nobody_and_comes_in_order()
    {
        await using var sender = await Start(new Dictionary<string, string?> { ["SENDER_GROUP_BURST"] = "1", ["SENDER_GROUP_INTERVAL_MS"] = "700" });
        await telegram.AddPeople(First, 10);
        await telegram.AddGroup(-1005005);

        for (var i = 0; i < 8; i++)
        {
            await sender.Send(-1005005, $"{i}");
            // Once a message behind it has gone, this one has its place.
            await sender.Told.Sent(await sender.Send(First + i, "Hello"));
        }

        await Eventually.Get("the group's messages", () => telegram.Texts(-1005005), texts => texts.Count == 8);

        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{i}"), await telegram.Texts(-1005005));
    }

    [Fact]
    public async Task What_cannot_be_delivered_rests_in_the_error_queue_with_its_reason()
    {
        await using var sender = await Start(new Dictionary<string, string?> { ["TELEGRAM_DLQ_NAME"] = "my-dead-letters" });

        await sender.Told.Failed(await sender.Send(1234, "Nobody is there"));
        var parked = await Eventually.Get("the parked message", () => broker.MessagesAsync("my-dead-letters"), messages => messages.Count == 1);

        Assert.Contains("ChatNotFound", parked[0].GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_and_whose_process_died_before_it_parked_it_is_parked_at_its_next_delivery()
    {
        await using var sender = await Start();
        var order = new SendMessage { MessageId = Guid.NewGuid(), ChatId = "1234", Text = "Refused", CreatedAt = TimeProvider.System.GetUtcNow() };
        await sender.Services.GetRequiredService<ILedger>().Failed(new LedgerKey(order.MessageId), FailureReason.Refused);

        await sender.Services.GetRequiredService<IBus>().Publish(order, context => context.Headers.Set("PhStudio-Begun", true));
        await sender.Told.Failed(order.MessageId);

        await Eventually.Get("the parked message", () => broker.MessagesAsync("send-normal_error"), messages => messages.Count == 1);
    }

    [Fact]
    public async Task Only_one_of_two_senders_polls()
    {
        await using var one = await Start();
        await using var two = await Start();
        await telegram.AddPeople(First);

        for (var i = 0; i < 5; i++)
        {
            await telegram.Says(First, $"text {i}");
            await one.Told.Of<TelegramUpdateReceived>(update => update.Raw.Contains($"text {i}", StringComparison.Ordinal), TimeSpan.FromSeconds(10), two.Told);
        }

        Assert.DoesNotContain("409", (await telegram.Calls("getUpdates")).Keys);
    }

    [Fact]
    public async Task Senders_that_are_rolled_one_after_the_other_lose_nothing_and_repeat_nothing()
    {
        await telegram.AddPeople(First, 200);
        await using var last = await Start();
        for (var round = 0; round < 3; round++)
        {
            await using var rolled = await Start();
            await Task.WhenAll(Enumerable.Range(round * 50, 50).Select(i => last.Send(First + i, "Hello")));
            await Eventually.True("the first of them", async () => (await telegram.Sends()).Count > round * 50);
        }

        await Eventually.Get("150 messages", async () => (await telegram.Sends()).Count, count => count >= 150);
        await last.Told.Sent(await last.Send(First + 199, "After"));

        Assert.Equal(151, (await telegram.Sends()).Count);
        Assert.Equal(151, (await telegram.Sends()).Select(send => send.ChatId).Distinct().Count());
        Assert.Empty(await broker.MessagesAsync("send-normal_error"));
    }

    [Fact]
    public async Task A_sender_that_is_told_to_stop_gives_back_what_waits_and_ends_what_is_under_way()
    {
        var slow = new Dictionary<string, string?> { ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "2", ["TELEGRAM_RATE_LIMIT_WINDOW"] = "1" };
        await telegram.AddPeople(First, 60);
        await telegram.Fault(new { kind = "delay", method = "sendMessage", delay_ms = 700 });
        var stopping = System.Diagnostics.Stopwatch.StartNew();
        await using (var sender = await Start(slow))
        {
            await Task.WhenAll(Enumerable.Range(0, 60).Select(i => sender.Send(First + i, "Hello")));
            await Eventually.True("the first messages", async () => (await telegram.Sends()).Count >= 3);
            stopping.Restart();
        }

        stopping.Stop();
        await telegram.ClearFaults();
        await using var next = await Start();
        await Eventually.Get("60 messages", async () => (await telegram.Sends()).Count, count => count >= 60);
        await Eventually.True("their facts", () => next.Told.All<MessageSent>().Count >= 50);

        // At two a second the rest would take half a minute.
        Assert.InRange(stopping.Elapsed.TotalSeconds, 0, 20);
        Assert.Equal(60, (await telegram.Sends()).Select(send => send.ChatId).Distinct().Count());
        Assert.Equal(60, (await telegram.Sends()).Count);
        Assert.Empty(next.Told.All<MessageUnknown>());
        Assert.Empty(await broker.MessagesAsync("send-normal_error"));
    }

    private Task<SenderApp> Start(Dictionary<string, string?>? settings = null) => SenderApp.StartAsync(telegram, settings, broker.Url, RealServers.Redis);
}
