using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.ServiceDefaults.Broker;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Messages that wait for their time, and messages that are taken back.</summary>
public sealed class TakenBackTests
{
    [Fact]
    public async Task A_message_is_sent_at_its_time_and_not_before()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var at = TimeProvider.System.GetUtcNow().AddSeconds(1);

        var id = await sender.SendAsync(Emulator.Staff, "at its time", change: message => message with { SendAt = at, ProtectContent = true });

        var scheduled = await sender.Told.OfAsync<MessageProgressed>(step => step.MessageId == id);
        var sent = await sender.Told.SentAsync(id);
        Assert.Equal(("scheduled", at), (scheduled.What, scheduled.Until));
        Assert.True(sent.SentAt >= at);
        Assert.Equal(1, sent.Attempts);
    }

    [Fact]
    public async Task A_message_whose_time_is_beyond_every_timer_waits_a_day_at_a_time()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var delays = new Delays();
        sender.Services.GetRequiredService<IBus>().ConnectSendObserver(delays);

        await sender.SendAsync(Emulator.Staff, "in two months", change: message => message with { SendAt = TimeProvider.System.GetUtcNow().AddDays(60) });

        var wait = await Eventually.GetAsync("the wait", () => Task.FromResult(delays.First), wait => wait is not null);
        Assert.InRange(wait!.Value, TimeSpan.FromHours(23), TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task What_still_waits_is_cancelled_and_is_not_sent_when_its_time_comes()
    {
        await using var telegram = await Emulator.StartAsync();
        // The clock stands still until its time may come.
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var sender = await SenderApp.StartAsync(telegram, time: time);
        var id = await sender.SendAsync(Emulator.Staff, "never", change: message => message with { SendAt = time.GetUtcNow().AddSeconds(2) });
        await sender.Told.OfAsync<MessageProgressed>(step => step.MessageId == id);

        Assert.Equal(DeletionOutcome.Cancelled, await DeleteAsync(sender, id));
        Assert.Equal(DeletionOutcome.Cancelled, await DeleteAsync(sender, id));

        // In one step: where this process had died half-way, a claim would have looked like a request.
        Assert.Equal(new LedgerEntry(EntryState.Failed, 0, Reason: FailureReason.Cancelled), await sender.Services.GetRequiredService<ILedger>().FindAsync(new LedgerKey(id)));
        // One that is ordered for a later moment is sent, and this one was not.
        var later = await sender.SendAsync(Emulator.Staff, "later", change: message => message with { SendAt = time.GetUtcNow().AddSeconds(2.5) });
        await Eventually.TrueAsync("the later message", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return sender.Told.All<MessageSent>().Any(fact => fact.MessageId == later);
        });
        Assert.Equal(["later"], await telegram.TextsAsync(Emulator.Staff));
        Assert.Empty(sender.Told.All<MessageFailed>());
    }

    [Fact]
    public async Task What_was_taken_back_and_is_moved_back_from_an_error_queue_is_not_sent()
    {
        await using var telegram = await Emulator.StartAsync();
        // The clock stands still until the group's turn may come.
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_GROUP_BURST"] = "1", ["SENDER_GROUP_INTERVAL_MS"] = "1500" }, time: time);
        var now = time.GetUtcNow();
        var (there, waiting) = (new SendMessage { MessageId = Guid.NewGuid(), ChatId = $"{Emulator.Staff}", Text = "in the error queue", CreatedAt = now }, new SendMessage { MessageId = Guid.NewGuid(), ChatId = $"{Emulator.Staff}", Text = "waits", CreatedAt = now });
        Assert.Equal(DeletionOutcome.Cancelled, await DeleteAsync(sender, there.MessageId));
        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "first"));

        await sender.PublishAsync(waiting, sending => sending.Headers.Set(ReplayedMessage.Header, true));
        await sender.Told.OfAsync<MessageProgressed>(step => step.MessageId == waiting.MessageId && step.What == "deferred");
        Assert.Equal(DeletionOutcome.Cancelled, await DeleteAsync(sender, waiting.MessageId));
        await sender.PublishAsync(there, sending => sending.Headers.Set(ReplayedMessage.Header, true));

        // Its turn in the chat is after theirs.
        var later = await sender.SendAsync(Emulator.Staff, "later");
        await Eventually.TrueAsync("the later message", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return sender.Told.All<MessageSent>().Any(fact => fact.MessageId == later);
        });
        Assert.Equal(["first", "later"], await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task What_is_in_its_chat_is_deleted_there_with_all_its_parts_and_twice_is_once()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var id = await sender.SendAsync(Emulator.Staff, string.Join(' ', Enumerable.Repeat("word", 1500)));
        await sender.Told.SentAsync(id);
        Assert.Equal(2, (await telegram.TextsAsync(Emulator.Staff)).Count);

        Assert.Equal(DeletionOutcome.Deleted, await DeleteAsync(sender, id));
        Assert.Equal(DeletionOutcome.Deleted, await DeleteAsync(sender, id));

        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
        await sender.Told.OfAsync<MessageProgressed>(step => step.MessageId == id && step.What == "deleted");
    }

    [Fact]
    public async Task What_cannot_be_deleted_is_said()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var ledger = sender.Services.GetRequiredService<ILedger>();
        var now = TimeProvider.System.GetUtcNow();
        var (old, failed, held, unknown) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await ledger.SentAsync(new LedgerKey(old), new DeliveredMessage($"{Emulator.Staff}", 5, now.AddHours(-49)));
        await ledger.FailedAsync(new LedgerKey(failed), FailureReason.Blocked);
        await ledger.ClaimAsync(new LedgerKey(held));
        await ledger.ClaimAsync(new LedgerKey(unknown));
        await ledger.UnknownAsync(new LedgerKey(unknown));
        var shown = await sender.SendAsync(Emulator.Staff, "shown");
        await sender.Told.SentAsync(shown);
        await telegram.FaultAsync(new { kind = "server_error", method = "deleteMessage", count = 1 });

        Assert.Equal(
            [DeletionOutcome.TooLate, DeletionOutcome.NotThere, DeletionOutcome.BeingSent, DeletionOutcome.Unknown, DeletionOutcome.Unavailable],
            [await DeleteAsync(sender, old), await DeleteAsync(sender, failed), await DeleteAsync(sender, held), await DeleteAsync(sender, unknown), await DeleteAsync(sender, shown)]);
    }

    [Fact]
    public async Task What_stayed_behind_when_its_group_became_a_supergroup_is_refused()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddGroupAsync(-4003);
        var id = await sender.SendAsync(-4003, "before");
        await sender.Told.SentAsync(id);
        await telegram.StandingAsync(-4003, "migrated", newChatId: -1004003);

        Assert.Equal(DeletionOutcome.Refused, await DeleteAsync(sender, id));
    }

    private static async Task<DeletionOutcome> DeleteAsync(SenderApp sender, Guid id) =>
        (await sender.Services.GetRequiredService<IBus>().CreateRequestClient<DeleteMessage>(RequestTimeout.After(s: 20)).GetResponse<MessageDeleted>(new DeleteMessage { MessageId = id })).Message.Outcome;

    /// <summary>Keeps the first delay with which an order for a message is sent.</summary>
    private sealed class Delays : ISendObserver
    {
        public TimeSpan? First { get; private set; }

        public Task PreSend<T>(SendContext<T> context)
            where T : class
        {
            First ??= context.Message is SendMessage ? context.Delay : null;
            return Task.CompletedTask;
        }

        public Task PostSend<T>(SendContext<T> context)
            where T : class => Task.CompletedTask;

        public Task SendFault<T>(SendContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
