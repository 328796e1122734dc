using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>A message in parts whose text is another one when its later parts are sent: its template was changed, or a release cuts texts elsewhere. With both stores.</summary>
public sealed class ChangedTextTests
{
    private const string Photo = "https://pictures.example/one.jpg";
    private static readonly string First = new('a', 4000);
    private static readonly string Second = new('b', 4000);
    private static readonly string Third = new('c', 4000);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_rest_of_another_text_is_not_sent_and_the_message_fails_with_that_reason(bool isShared)
    {
        await using var system = await StartAsync(isShared);
        var begun = await system.BegunAsync($"{First}\n\n{Second}");

        await system.GoOnAsync(begun, $"{Second}\n\n{First}\n\n{Third}");
        var failed = await system.Sender.Told.OfAsync<MessageFailed>(fact => fact.MessageId == begun);

        Assert.Equal((FailureReason.Invalid, true), (failed.Reason, failed.Detail!.StartsWith("part 1 is in its chat", StringComparison.Ordinal)));
        Assert.Equal([First, Second], await system.Telegram.TextsAsync(Emulator.Staff));
        Assert.Equal(EntryState.Failed, (await system.Ledger.FindAsync(new LedgerKey(begun)))!.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_only_says_something_else_after_the_parts_in_the_chat_goes_on(bool isShared)
    {
        await using var system = await StartAsync(isShared);
        var begun = await system.BegunAsync($"{First}\n\n{Second}");

        await system.GoOnAsync(begun, $"{First}\n\n{Third}\n\n{Second}");
        await system.Sender.Told.SentAsync(begun);

        Assert.Equal([First, Second, Third, Second], await system.Telegram.TextsAsync(Emulator.Staff));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_is_one_message_by_now_is_not_sent_beside_its_parts(bool isShared, bool wasDeferred)
    {
        await using var system = await StartAsync(isShared);
        var begun = await system.BegunAsync($"{First}\n\n{Second}");

        await system.GoOnAsync(begun, First, wasDeferred: wasDeferred);
        await system.Sender.Told.OfAsync<MessageFailed>(fact => fact.MessageId == begun);

        Assert.Equal([First, Second], await system.Telegram.TextsAsync(Emulator.Staff));
    }

    /// <summary>Its Sender may have died between the ledger and the acknowledgement.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_came_to_its_end_in_parts_stays_so_where_it_is_one_message_by_now(bool isShared, bool wasCancelled)
    {
        await using var system = await StartAsync(isShared);
        var begun = await system.BegunAsync($"{First}\n\n{Second}");
        var whole = new LedgerKey(begun);
        await (wasCancelled ? system.Ledger.FailedAsync(whole, FailureReason.Cancelled) : system.Ledger.SentAsync(whole, (await system.Ledger.FindAsync(new LedgerKey(begun, Part: 1)))!.Delivery!));
        var before = await system.Ledger.FindAsync(whole);

        await system.GoOnAsync(begun, First);
        // Both come by one lane.
        await system.Sender.Told.SentAsync(await system.Sender.SendAsync(Emulator.Staff, "after it"));

        var entry = (await system.Ledger.FindAsync(whole))!;
        Assert.Equal((before!.State, before.Reason), (entry.State, entry.Reason));
        Assert.Empty(system.Sender.Told.All<MessageFailed>());
        Assert.Equal([First, Second, "after it"], await system.Telegram.TextsAsync(Emulator.Staff));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_text_that_fits_below_the_photo_by_now_follows_the_one_that_is_in_the_chat(bool isShared)
    {
        await using var system = await StartAsync(isShared);
        var begun = await system.BegunAsync(First, [Photo]);

        await system.GoOnAsync(begun, "shorter", [Photo]);
        var sent = await system.Sender.Told.SentAsync(begun);

        Assert.Equal(["", First, "shorter"], await system.Telegram.TextsAsync(Emulator.Staff));
        Assert.Equal([1, 3], sent.TelegramMessageIds);
    }

    private static async Task<Whole> StartAsync(bool isShared)
    {
        var broker = isShared ? await VirtualHost.CreateAsync() : null;
        var telegram = await Emulator.StartAsync();
        return new Whole(broker, telegram, await SenderApp.StartAsync(telegram, rabbitMq: broker?.Url, redis: broker?.Redis));
    }

    private sealed class Whole(VirtualHost? broker, Emulator telegram, SenderApp sender) : IAsyncDisposable
    {
        public Emulator Telegram => telegram;

        public SenderApp Sender => sender;

        public ILedger Ledger => sender.Services.GetRequiredService<ILedger>();

        /// <summary>A message of which the first part is in the chat: what the ledger has of it is of another message with that text, which was sent whole.</summary>
        public async Task<Guid> BegunAsync(string text, IReadOnlyList<string>? photos = null)
        {
            var id = Guid.NewGuid();
            var whole = await sender.SendAsync(Emulator.Staff, text, change: message => message with { Photos = photos });
            await sender.Told.SentAsync(whole);
            await Ledger.SentAsync(new LedgerKey(id, Part: 1), (await Ledger.FindAsync(new LedgerKey(whole, Part: 1)))!.Delivery!);
            return id;
        }

        /// <summary>Its order comes back, with this text.</summary>
        public Task GoOnAsync(Guid id, string text, IReadOnlyList<string>? photos = null, bool wasDeferred = false) => sender.PublishAsync(
            new SendMessage { MessageId = id, ChatId = $"{Emulator.Staff}", Text = text, Photos = photos, CreatedAt = TimeProvider.System.GetUtcNow() },
            sending => sending.Headers.Set(wasDeferred ? DelayedRedelivery.PartsHeader : MessageHeaders.RedeliveryCount, wasDeferred ? true : 1));

        public async ValueTask DisposeAsync()
        {
            await sender.DisposeAsync();
            await telegram.DisposeAsync();
            if (broker is not null)
            {
                await broker.DisposeAsync();
            }
        }
    }
}
