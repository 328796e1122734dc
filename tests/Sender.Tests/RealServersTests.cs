using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Two Senders on a real RabbitMQ and a real Redis.</summary>
public sealed class RealServersTests : IAsyncLifetime
{
    private const long First = 60_000;

    private VirtualHost _broker = null!;
    private Emulator _telegram = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await VirtualHost.CreateAsync();
        _telegram = await Emulator.StartAsync(new SendLimits());
    }

    public async ValueTask DisposeAsync()
    {
        await _telegram.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Two_senders_keep_the_bots_limit_together_and_send_each_message_once()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await _telegram.AddPeopleAsync(First, 120);

        await Task.WhenAll(Enumerable.Range(0, 120).Select(i => one.SendAsync(First + i, "Hello")));
        await Eventually.GetAsync("120 facts", () => Task.FromResult(one.Told.All<MessageSent>().Count + two.Told.All<MessageSent>().Count), count => count >= 120);
        var sends = (await _telegram.SendsAsync()).Select(send => send.At).Order().ToList();

        Assert.Equal(120, sends.Count);
        Assert.DoesNotContain("429", (await _telegram.CallsAsync("sendMessage")).Keys);
        Assert.True((sends[^1] - sends[0]).TotalSeconds >= 119 / 30.0 * 0.9, "more than 30 a second");
    }

    [Fact]
    public async Task Where_the_Gateway_looks_a_message_is_sent_before_anybody_is_told()
    {
        await using var sender = await StartAsync();
        await _telegram.AddPeopleAsync(First);

        var id = await sender.SendAsync(First, "Hello");
        var told = await sender.Told.SentAsync(id);

        var noted = MessageNotes.Read(await TestRedis.Connect(_broker.Redis).GetDatabase().StringGetAsync(MessageNotes.Key(id)));
        Assert.Equal((MessageState.Sent, told.TelegramMessageId, told.Attempts), (noted!.State, noted.TelegramMessageId, noted.Attempts));
    }

    [Fact]
    public async Task A_group_that_must_wait_holds_up_nobody_and_comes_in_order()
    {
        await using var sender = await StartAsync(new Dictionary<string, string?> { ["SENDER_GROUP_BURST"] = "1", ["SENDER_GROUP_INTERVAL_MS"] = "700" });
        await _telegram.AddPeopleAsync(First, 10);
        await _telegram.AddGroupAsync(-1005005);

        for (var i = 0; i < 8; i++)
        {
            await sender.SendAsync(-1005005, $"{i}");
            // Once a message behind it has gone, this one has its place.
            await sender.Told.SentAsync(await sender.SendAsync(First + i, "Hello"));
        }

        await Eventually.GetAsync("the group's messages", () => _telegram.TextsAsync(-1005005), texts => texts.Count == 8);

        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{i}"), await _telegram.TextsAsync(-1005005));
    }

    [Fact]
    public async Task What_cannot_be_delivered_rests_in_the_error_queue_with_its_reason()
    {
        await using var sender = await StartAsync(new Dictionary<string, string?> { ["TELEGRAM_DLQ_NAME"] = "my-dead-letters" });
        sender.Errors.Expect("ChatNotFound: Bad Request: chat not found");

        await sender.Told.FailedAsync(await sender.SendAsync(1234, "Nobody is there"));
        var parked = await Eventually.GetAsync("the parked message", () => _broker.MessagesAsync("my-dead-letters"), messages => messages.Count == 1);

        Assert.Contains("ChatNotFound", parked[0].GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_and_whose_process_died_before_it_parked_it_is_parked_at_its_next_delivery()
    {
        await using var sender = await StartAsync();
        sender.Errors.Expect("Refused: known from an earlier delivery");
        var order = new SendMessage { MessageId = Guid.NewGuid(), ChatId = "1234", Text = "Refused", CreatedAt = TimeProvider.System.GetUtcNow() };
        await sender.Services.GetRequiredService<ILedger>().FailedAsync(new LedgerKey(order.MessageId), FailureReason.Refused);

        await sender.Services.GetRequiredService<IBus>().Publish(order, context => context.Headers.Set("PhStudio-Begun", true));
        await sender.Told.FailedAsync(order.MessageId);

        await Eventually.GetAsync("the parked message", () => _broker.MessagesAsync("send-normal_error"), messages => messages.Count == 1);
    }

    [Fact]
    public async Task Only_one_of_two_senders_polls()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await _telegram.AddPeopleAsync(First);

        for (var i = 0; i < 5; i++)
        {
            await _telegram.SaysAsync(First, $"text {i}");
            await one.Told.OfAsync<TelegramUpdateReceived>(update => update.Raw.Contains($"text {i}", StringComparison.Ordinal), TimeSpan.FromSeconds(10), two.Told);
        }

        Assert.DoesNotContain("409", (await _telegram.CallsAsync("getUpdates")).Keys);
    }

    [Fact]
    public async Task Senders_that_are_rolled_one_after_the_other_lose_nothing_and_repeat_nothing()
    {
        await _telegram.AddPeopleAsync(First, 200);
        await using var last = await StartAsync();
        for (var round = 0; round < 3; round++)
        {
            await using var rolled = await StartAsync();
            await Task.WhenAll(Enumerable.Range(round * 50, 50).Select(i => last.SendAsync(First + i, "Hello")));
            await Eventually.TrueAsync("the first of them", async () => (await _telegram.SendsAsync()).Count > round * 50);
        }

        await Eventually.GetAsync("150 messages", async () => (await _telegram.SendsAsync()).Count, count => count >= 150);
        await last.Told.SentAsync(await last.SendAsync(First + 199, "After"));

        Assert.Equal(151, (await _telegram.SendsAsync()).Count);
        Assert.Equal(151, (await _telegram.SendsAsync()).Select(send => send.ChatId).Distinct().Count());
        Assert.Empty(await _broker.MessagesAsync("send-normal_error"));
    }

    [Fact]
    public async Task A_sender_that_is_told_to_stop_gives_back_what_waits_and_ends_what_is_under_way()
    {
        var slow = new Dictionary<string, string?> { ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "2", ["TELEGRAM_RATE_LIMIT_WINDOW"] = "1" };
        await _telegram.AddPeopleAsync(First, 60);
        await _telegram.FaultAsync(new { kind = "delay", method = "sendMessage", delay_ms = 700 });
        var stopping = System.Diagnostics.Stopwatch.StartNew();
        await using (var sender = await StartAsync(slow))
        {
            await Task.WhenAll(Enumerable.Range(0, 60).Select(i => sender.SendAsync(First + i, "Hello")));
            await Eventually.TrueAsync("the first messages", async () => (await _telegram.SendsAsync()).Count >= 3);
            stopping.Restart();
        }

        stopping.Stop();
        await _telegram.ClearFaultsAsync();
        await using var next = await StartAsync();
        await Eventually.GetAsync("60 messages", async () => (await _telegram.SendsAsync()).Count, count => count >= 60);
        await Eventually.TrueAsync("their facts", () => next.Told.All<MessageSent>().Count >= 50);

        // At two a second the rest would take half a minute.
        Assert.InRange(stopping.Elapsed.TotalSeconds, 0, 20);
        Assert.Equal(60, (await _telegram.SendsAsync()).Select(send => send.ChatId).Distinct().Count());
        Assert.Equal(60, (await _telegram.SendsAsync()).Count);
        Assert.Empty(next.Told.All<MessageUnknown>());
        Assert.Empty(await _broker.MessagesAsync("send-normal_error"));
    }

    private Task<SenderApp> StartAsync(Dictionary<string, string?>? settings = null) => SenderApp.StartAsync(_telegram, settings, _broker.Url, _broker.Redis);
}
