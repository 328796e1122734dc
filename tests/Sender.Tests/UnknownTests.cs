using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Requests that were accepted and then cut: nobody can say whether the message is there (docs/telegram.md 22).</summary>
public sealed class UnknownTests
{
    [Theory]
    [InlineData(Priority.Low)]
    [InlineData(Priority.Normal)]
    public async Task What_is_not_urgent_is_never_sent_twice_and_waits_for_a_choice(Priority priority)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 1 });

        var id = await sender.SendAsync(Emulator.Staff, "Once", priority);
        var unknown = await sender.Told.UnknownAsync(id);
        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "After", priority));

        Assert.False(unknown.Resending);
        Assert.Equal(["Once", "After"], await telegram.TextsAsync(Emulator.Staff));
        Assert.DoesNotContain(sender.Told.All<MessageSent>(), fact => fact.MessageId == id);
    }

    [Theory]
    [InlineData(Priority.High)]
    [InlineData(Priority.Critical)]
    public async Task What_is_urgent_is_marked_first_and_sent_once_more(Priority priority)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 1 });

        var id = await sender.SendAsync(Emulator.Staff, "Urgent", priority);
        var sent = await sender.Told.SentAsync(id);
        var unknown = await sender.Told.UnknownAsync(id);

        Assert.True(unknown.Resending);
        Assert.Equal(2, sent.Attempts);
        Assert.Equal(["Urgent", "Urgent"], await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task An_operator_may_have_it_sent_again()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.FaultAsync(new { kind = "cut_before", method = "sendMessage", count = 1 });
        var id = await sender.SendAsync(Emulator.Staff, "Lost");
        await sender.Told.UnknownAsync(id);

        await sender.PublishAsync(new ResolveUnknown { MessageId = id, Resend = true });
        var sent = await sender.Told.SentAsync(id);

        Assert.Equal(2, sent.Attempts);
        Assert.Equal(["Lost"], await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task An_operator_may_take_it_as_delivered()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 1 });
        var id = await sender.SendAsync(Emulator.Staff, "There");
        await sender.Told.UnknownAsync(id);

        await sender.PublishAsync(new ResolveUnknown { MessageId = id, Resend = false });
        var sent = await sender.Told.SentAsync(id);

        Assert.Equal("taken_as_delivered", sent.Remark);
        Assert.NotNull(sent.OrderedAt);
        Assert.Equal(["There"], await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task The_rest_of_a_long_message_goes_on_when_its_unknown_part_is_taken_as_delivered()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 1 });
        var paragraphs = Enumerable.Range(1, 3).Select(i => new string((char)('a' + i), 4000)).ToList();
        var id = await sender.SendAsync(Emulator.Staff, string.Join("\n\n", paragraphs));
        await sender.Told.UnknownAsync(id);

        await sender.PublishAsync(new ResolveUnknown { MessageId = id, Resend = false });
        await sender.Told.SentAsync(id);

        Assert.Equal(paragraphs, await telegram.TextsAsync(Emulator.Staff));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_goes_on_by_a_choice_is_no_first_delivery(bool resend)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var seen = new FirstDeliveries();
        using var connected = sender.Services.GetRequiredService<IBus>().ConnectConsumeMessageObserver(seen);
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 1 });
        var id = await sender.SendAsync(Emulator.Staff, new string('a', 4000) + "\n\n" + new string('b', 4000));
        await sender.Told.UnknownAsync(id);

        await sender.PublishAsync(new ResolveUnknown { MessageId = id, Resend = resend });
        await sender.Told.SentAsync(id);

        Assert.Equal([true, false], seen.Answers);
    }

    [Fact]
    public async Task What_may_be_in_its_chat_is_unknown_and_not_expired_when_its_time_is_over()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var ledger = sender.Services.GetRequiredService<ILedger>();
        var id = Guid.NewGuid();
        await ledger.ClaimAsync(new LedgerKey(id));
        await ledger.UnknownAsync(new LedgerKey(id));

        await sender.SendAsync(Emulator.Staff, "Late", change: message => message with { MessageId = id, ExpiresAt = message.CreatedAt.AddSeconds(-1) });
        await sender.Told.UnknownAsync(id);

        Assert.Empty(sender.Told.All<MessageExpired>());
        Assert.Empty(await telegram.TextsAsync(Emulator.Staff));
    }

    [Fact]
    public async Task What_may_be_in_its_chat_is_unknown_and_not_expired_when_its_chat_waits_beyond_its_end()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 1 });
        await telegram.FaultAsync(new { kind = "too_many_requests", method = "sendMessage", count = 1, retry_after = 600 });

        var id = await sender.SendAsync(Emulator.Staff, "Urgent", Priority.High, message => message with { ExpiresAt = message.CreatedAt.AddMinutes(3) });
        await sender.Told.OfAsync<MessageUnknown>(fact => fact.MessageId == id && !fact.Resending);

        Assert.Empty(sender.Told.All<MessageExpired>());
        Assert.Equal(["Urgent"], await telegram.TextsAsync(Emulator.Staff));
        Assert.NotNull(await sender.Services.GetRequiredService<ILedger>().ParkedAsync(id));
    }

    [Fact]
    public async Task Of_many_cut_requests_each_is_unknown_and_none_is_there_twice()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0" });
        await telegram.AddPeopleAsync(50_000, 500);
        await telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", probability = 0.05 });

        var ids = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => sender.SendAsync(50_000 + i, "Hello", i % 2 == 0 ? Priority.Normal : Priority.Low)));
        await Eventually.TrueAsync("an end of each message", () => sender.Told.All<MessageSent>().Count + sender.Told.All<MessageUnknown>().Count >= 500, TimeSpan.FromSeconds(90));
        var sends = await telegram.SendsAsync();

        Assert.Equal(500, sends.Count);
        Assert.Equal(500, sends.Select(send => send.ChatId).Distinct().Count());
        Assert.Equal((await telegram.CallsAsync("sendMessage")).GetValueOrDefault("cut"), sender.Told.All<MessageUnknown>().Count);
        Assert.Equal(ids.Order(), sender.Told.All<MessageSent>().Select(fact => fact.MessageId).Concat(sender.Told.All<MessageUnknown>().Select(fact => fact.MessageId)).Order());
    }

    /// <summary>Of each delivery of an order, whether it was the first one.</summary>
    private sealed class FirstDeliveries : IConsumeMessageObserver<SendMessage>
    {
        private readonly ConcurrentQueue<bool> _answers = new();

        public IReadOnlyList<bool> Answers => [.. _answers];

        public Task PreConsume(ConsumeContext<SendMessage> context)
        {
            _answers.Enqueue(context.IsFirst());
            return Task.CompletedTask;
        }

        public Task PostConsume(ConsumeContext<SendMessage> context) => Task.CompletedTask;

        public Task ConsumeFault(ConsumeContext<SendMessage> context, Exception exception) => Task.CompletedTask;
    }
}
