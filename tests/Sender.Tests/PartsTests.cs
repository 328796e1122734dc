using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>A long text, whose parts have a ledger entry each: a Sender that dies between two of them, and a time that ends between two.</summary>
public sealed class PartsTests
{
    private const long Anna = 4001;

    [Fact]
    public async Task Killed_between_two_parts_the_next_Sender_goes_on_with_the_second()
    {
        await using var around = await Surroundings.StartAsync();
        await around.Telegram.AddPeopleAsync(Anna);
        await using var orders = await ListenerApp.StartAsync(around.Broker.Url, around.Errors);
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

    [Fact]
    public async Task What_may_be_in_its_chat_as_one_message_is_not_sent_in_parts()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var (ledger, id) = (sender.Services.GetRequiredService<ILedger>(), Guid.NewGuid());
        await ledger.ClaimAsync(new LedgerKey(id));
        await ledger.UnknownAsync(new LedgerKey(id));

        await sender.SendAsync(Emulator.Staff, new string('a', 5000), change: message => message with { MessageId = id });

        await sender.Told.UnknownAsync(id);
        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task A_message_whose_time_ends_after_its_first_part_is_expired_and_not_sent()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var id = Guid.NewGuid();
        await sender.Services.GetRequiredService<ILedger>().SentAsync(new LedgerKey(id, Part: 1), new DeliveredMessage($"{Emulator.Staff}", 5, TimeProvider.System.GetUtcNow()));

        var answer = await AskAsync(sender, id);

        Assert.True(answer.Is(out Response<MessageExpired>? _), $"{answer.Message.GetType().Name}");
        await sender.Told.OfAsync<MessageExpired>(fact => fact.MessageId == id);
        Assert.Empty(sender.Told.All<MessageSent>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task What_a_part_or_the_whole_came_to_is_said_when_its_time_is_over(int part)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var (id, ledger) = (Guid.NewGuid(), sender.Services.GetRequiredService<ILedger>());
        await ledger.SentAsync(new LedgerKey(id, Part: 1), new DeliveredMessage($"{Emulator.Staff}", 5, TimeProvider.System.GetUtcNow()));
        await (part == 0 ? ledger.SentAsync(new LedgerKey(id), new DeliveredMessage($"{Emulator.Staff}", 6, TimeProvider.System.GetUtcNow())) : ledger.FailedAsync(new LedgerKey(id, part), FailureReason.Blocked));

        var answer = await AskAsync(sender, id);

        Assert.Equal(part == 0, answer.Is(out Response<MessageSent>? _));
        Assert.Equal(part > 0, answer.Is(out Response<MessageFailed>? _));
    }

    [Fact]
    public async Task What_a_process_sent_whole_before_it_died_is_told_with_the_ids_of_all_parts()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var (id, ledger, now) = (Guid.NewGuid(), sender.Services.GetRequiredService<ILedger>(), TimeProvider.System.GetUtcNow());
        foreach (var (part, telegramId) in new[] { (1, 5), (2, 6), (0, 6) })
        {
            await ledger.SentAsync(new LedgerKey(id, part), new DeliveredMessage($"{Emulator.Staff}", telegramId, now));
        }

        await sender.PublishAsync(
            new SendMessage { MessageId = id, ChatId = $"{Emulator.Staff}", Text = string.Join(' ', Enumerable.Repeat("word", 1500)), CreatedAt = now }, sending => sending.Headers.Set(MessageHeaders.RedeliveryCount, 1));

        Assert.Equal([5, 6], (await sender.Told.SentAsync(id)).TelegramMessageIds);
    }

    private static Task<Response<MessageSent, MessageFailed, MessageExpired>> AskAsync(SenderApp sender, Guid id)
    {
        var now = TimeProvider.System.GetUtcNow();
        return sender.Services.GetRequiredService<IBus>().CreateRequestClient<SendMessage>(RequestTimeout.After(s: 20)).GetResponse<MessageSent, MessageFailed, MessageExpired>(
            new SendMessage { MessageId = id, ChatId = $"{Emulator.Staff}", Text = string.Join(' ', Enumerable.Repeat("word", 1500)), CreatedAt = now, ExpiresAt = now.AddSeconds(-1) });
    }
}
