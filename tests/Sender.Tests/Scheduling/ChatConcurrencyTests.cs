using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Scheduling;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.Scheduling;

/// <summary>Never more messages for one chat under way than Telegram bears (docs/telegram.md 23), whatever the settings lift.</summary>
public sealed class ChatConcurrencyTests
{
    /// <summary>What Telegram bears.</summary>
    private const int MaxAtTelegram = 310;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    // By albums of ten: the default settings keep the bound by themselves.
    [Fact]
    public void As_the_settings_are_the_bound_of_all_requests_keeps_it() => Assert.InRange(new LimitOptions().MaxInFlight * 10, 1, MaxAtTelegram);

    [Theory]
    [InlineData(1, 1, 300)]
    [InlineData(1, 10, 30)]
    [InlineData(2, 1, 150)]
    [InlineData(500, 10, 1)]
    public async Task With_every_limit_lifted_a_chat_has_its_bound_and_another_chat_its_own(int senders, int weight, int expected)
    {
        var scheduler = Lifted();
        scheduler.ShareChats(senders);

        var turns = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => EnterAsync(scheduler, "1", weight)));
        var other = await EnterAsync(scheduler, "2", weight);

        Assert.Equal(expected, turns.Count(turn => turn.Answer is AdmissionResult.Go));
        Assert.All(turns.Where(turn => turn.Slot is null), turn => Assert.IsType<AdmissionResult.ChatIsFull>(turn.Answer));
        Assert.IsType<AdmissionResult.Go>(other.Answer);
    }

    [Fact]
    public async Task What_ends_makes_room_once()
    {
        var scheduler = Lifted();
        scheduler.ShareChats(ChatConcurrency.MaxMessages);
        var first = await EnterAsync(scheduler, "1");
        Assert.IsType<AdmissionResult.ChatIsFull>((await EnterAsync(scheduler, "1")).Answer);

        first.Slot!.Dispose();
        first.Slot.Dispose();
        var second = await EnterAsync(scheduler, "1");

        Assert.IsType<AdmissionResult.Go>(second.Answer);
        Assert.IsType<AdmissionResult.ChatIsFull>((await EnterAsync(scheduler, "1")).Answer);
    }

    [Fact]
    public async Task What_finds_no_room_is_sent_when_there_is_some()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0", ["SENDER_PRIVATE_INTERVAL_MS"] = "0" });
        await telegram.AddPeopleAsync(4101);
        sender.Services.GetRequiredService<RequestScheduler>().ShareChats(ChatConcurrency.MaxMessages);
        await telegram.FaultAsync(new { kind = "delay", method = "sendMessage", delay_ms = 200 });

        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(number => sender.SendAsync(4101, $"{number}")));
        var sent = await Task.WhenAll(ids.Select(id => sender.Told.SentAsync(id)));

        Assert.All(sent, one => Assert.Equal(1, one.Attempts));
        Assert.Equal(5, (await telegram.TextsAsync(4101)).Count);
    }

    private static Task<Turn> EnterAsync(RequestScheduler scheduler, string chat, int weight = 1) => scheduler.EnterAsync(new AdmissionRequest(chat, Priority.Normal, Weight: weight), CancellationToken.None);

    private RequestScheduler Lifted()
    {
        var limits = new LimitOptions { BotRequests = 0, PrivateInterval = TimeSpan.Zero };
        var ledger = new InMemoryLedger(new LedgerOptions { Owner = "test" }, _time);
        return new RequestScheduler(new SequentialAdmission(ledger, new InMemoryChatStore(_time), new InMemoryLimiter(limits, _time)), _time, connections: 1000, reserve: 0);
    }
}
