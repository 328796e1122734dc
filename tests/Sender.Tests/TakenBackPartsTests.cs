using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>A message in parts that is taken back before all of it is in its chat.</summary>
public sealed class TakenBackPartsTests
{
    private static readonly string Long = string.Join(' ', Enumerable.Repeat("word", 1500));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_hand_it_is_cancelled_and_none_of_its_parts_is_sent(bool isShared)
    {
        await using var broker = isShared ? await VirtualHost.CreateAsync() : null;
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await StartAsync(telegram, broker);
        var (pause, inHand) = (sender.Services.GetRequiredService<DeliveryPause>(), sender.Services.GetRequiredService<InFlightMessages>());
        pause.Stop("a test");
        var id = await sender.SendAsync(Emulator.Staff, Long);
        await Eventually.TrueAsync("the message in hand", () => inHand.Count == 1);

        Assert.Equal(DeletionOutcome.Cancelled, await DeleteAsync(sender, id));
        pause.Resume("a test");
        await Eventually.TrueAsync("nothing in hand", () => inHand.Count == 0);

        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
        Assert.Equal(DeletionOutcome.Cancelled, await DeleteAsync(sender, id));
        Assert.Empty(sender.Told.All<MessageSent>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_part_that_is_in_the_chat_is_deleted_and_the_one_that_waits_is_not_sent(bool isShared)
    {
        await using var broker = isShared ? await VirtualHost.CreateAsync() : null;
        await using var telegram = await Emulator.StartAsync();
        // The clock stands still until the second part may come.
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var sender = await StartAsync(telegram, broker, time, ("SENDER_GROUP_BURST", "1"), ("SENDER_GROUP_INTERVAL_MS", "1500"));
        var id = await sender.SendAsync(Emulator.Staff, Long);
        await sender.Told.OfAsync<MessageProgressed>(step => step.MessageId == id && step.What == "deferred");
        Assert.Single(await telegram.TextsAsync(Emulator.Staff));

        Assert.Equal(DeletionOutcome.Cancelled, await DeleteAsync(sender, id));
        Assert.Equal(DeletionOutcome.Cancelled, await DeleteAsync(sender, id));

        // Its turn in the chat is after the second part's.
        var later = await sender.SendAsync(Emulator.Staff, "later");
        await Eventually.TrueAsync("the later message", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return sender.Told.All<MessageSent>().Any(fact => fact.MessageId == later);
        });
        Assert.Equal(["later"], await telegram.TextsAsync(Emulator.Staff));
        Assert.Empty(sender.Told.All<MessageFailed>());
    }

    [Fact]
    public async Task A_part_that_is_being_sent_is_said_and_when_it_is_there_the_message_can_be_taken_back()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var ledger = sender.Services.GetRequiredService<ILedger>();
        var id = Guid.NewGuid();
        await ledger.ClaimAsync(new LedgerKey(id, Part: 1));

        Assert.Equal(DeletionOutcome.BeingSent, await DeleteAsync(sender, id));
        await ledger.ReleaseAsync(new LedgerKey(id, Part: 1));
        Assert.Equal(DeletionOutcome.Cancelled, await DeleteAsync(sender, id));
    }

    [Theory]
    [InlineData(Priority.High)]
    [InlineData(Priority.Normal)]
    public async Task A_part_whose_fate_becomes_unknown_meanwhile_waits_for_a_choice(Priority priority)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var ledger = sender.Services.GetRequiredService<ILedger>();
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 1, delay_ms = 2000 });
        var id = await sender.SendAsync(Emulator.Staff, Long, priority);
        await Eventually.GetAsync("a request under way", () => ledger.FindAsync(new LedgerKey(id, Part: 1)), entry => entry?.State == EntryState.Claimed);

        Assert.Equal(DeletionOutcome.BeingSent, await DeleteAsync(sender, id));
        await sender.Told.OfAsync<MessageUnknown>(unknown => unknown.MessageId == id && !unknown.Resending);
        Assert.Equal(DeletionOutcome.Unknown, await DeleteAsync(sender, id));

        await sender.PublishAsync(new ResolveUnknown { MessageId = id, Resend = false });
        Assert.Equal("taken_as_delivered", (await sender.Told.SentAsync(id)).Remark);
        await Eventually.TrueAsync("no kept order", async () => await ledger.ParkedAsync(id) is null);
        Assert.Single(await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task Whose_Sender_died_in_that_request_waits_for_a_choice_too()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var (id, ledger) = (Guid.NewGuid(), sender.Services.GetRequiredService<ILedger>());
        await ledger.ClaimAsync(new LedgerKey(id, Part: 1));
        await ledger.UnknownAsync(new LedgerKey(id, Part: 1));
        await ledger.GiveUpAsync(new LedgerKey(id), FailureReason.Cancelled);

        await sender.PublishAsync(
            new SendMessage { MessageId = id, ChatId = $"{Emulator.Staff}", Text = Long, CreatedAt = TimeProvider.System.GetUtcNow() }, sending => sending.Headers.Set(MessageHeaders.RedeliveryCount, 1));

        await sender.Told.UnknownAsync(id);
        Assert.NotNull(await ledger.ParkedAsync(id));
        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
    }

    private static Task<SenderApp> StartAsync(Emulator telegram, VirtualHost? broker, TimeProvider? time = null, params (string Name, string Value)[] settings) =>
        SenderApp.StartAsync(telegram, settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value), broker?.Url, broker?.Redis, time);

    private static async Task<DeletionOutcome> DeleteAsync(SenderApp sender, Guid id) => (await sender.RequestAsync<DeleteMessage, MessageDeleted>(new DeleteMessage { MessageId = id })).Message.Outcome;
}
