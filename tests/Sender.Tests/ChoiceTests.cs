using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>A choice for an unknown message beside the request that it led to, in both orders: that request has no answer either, and the message waits for another choice.</summary>
public sealed class ChoiceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_choice_is_for_what_was_unknown_then_and_not_for_what_is_unknown_again(bool isUnknownBeforeTheOrderIsTakenOut)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var (bus, ledger, choice) = (sender.Services.GetRequiredService<IBus>(), sender.Services.GetRequiredService<ILedger>(), Guid.NewGuid());
        var choices = new Choices();
        using var consumed = bus.ConnectConsumeMessageObserver(choices);
        await telegram.FaultAsync(new { kind = "cut_before", method = "sendMessage", count = 2 });
        var id = await sender.SendAsync(Emulator.Staff, "Lost");
        await UnknownAsync(times: 1);

        using (bus.ConnectPublishObserver(new AfterPublish(() => isUnknownBeforeTheOrderIsTakenOut ? UnknownAsync(times: 2) : Task.CompletedTask)))
        {
            await sender.PublishAsync(new ResolveUnknown { MessageId = id, Resend = true, Choice = choice });
            await choices.AreCarriedOutAsync(1);
            await UnknownAsync(times: 2);
        }

        Assert.NotNull(await ledger.ParkedAsync(id));
        // The broker delivers it again, or somebody else made the same choice at the same moment.
        await sender.PublishAsync(new ResolveUnknown { MessageId = id, Resend = true, Choice = choice });
        await choices.AreCarriedOutAsync(2);
        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "After"));
        Assert.Equal(["After"], await telegram.TextsAsync(Emulator.Staff));

        await sender.PublishAsync(new ResolveUnknown { MessageId = id, Resend = true, Choice = Guid.NewGuid() });
        await sender.Told.SentAsync(id);
        await choices.AreCarriedOutAsync(3);
        Assert.Equal(["After", "Lost"], await telegram.TextsAsync(Emulator.Staff));
        Assert.Null(await ledger.ParkedAsync(id));

        Task UnknownAsync(int times) => Eventually.TrueAsync($"it to be unknown {times} times", () => sender.Told.All<MessageUnknown>().Count(fact => fact.MessageId == id) == times);
    }

    /// <summary>Holds the publisher of an order until then.</summary>
    private sealed class AfterPublish(Func<Task> until) : IPublishObserver
    {
        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class => context.Message is SendMessage ? until() : Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }

    private sealed class Choices : IConsumeMessageObserver<ResolveUnknown>
    {
        private int _carriedOut;

        public Task AreCarriedOutAsync(int count) => Eventually.TrueAsync($"choice {count} to be carried out", () => Volatile.Read(ref _carriedOut) == count);

        public Task PreConsume(ConsumeContext<ResolveUnknown> context) => Task.CompletedTask;

        public Task PostConsume(ConsumeContext<ResolveUnknown> context)
        {
            Interlocked.Increment(ref _carriedOut);
            return Task.CompletedTask;
        }

        public Task ConsumeFault(ConsumeContext<ResolveUnknown> context, Exception exception) => Task.CompletedTask;
    }
}
