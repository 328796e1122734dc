using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>A question that could not be answered: its asker is told and asks again, and no error queue has it.</summary>
public sealed class UnansweredQuestionTests
{
    private const string ErrorQueue = Routes.BookingQueries + "_error";

    [Fact]
    public async Task A_question_that_fails_is_told_to_its_asker_and_kept_nowhere()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var host = await TestHost.StartAsync(broker.Url, bus => bus.AddConsumer<Failing, FailingDefinition>());
        host.Errors.Expect(Failing.Words);
        var bus = host.App.Services.GetRequiredService<IBus>();

        var told = await Assert.ThrowsAsync<RequestFaultException>(() => bus.Request<GetBooking, BookingNotFound>(new GetBooking { BookingId = "asked" }, TestContext.Current.CancellationToken, RequestTimeout.After(s: 30)));
        // Behind it in the same queue: what nobody asks an answer for, and what changes something.
        await bus.Publish(new GetBooking { BookingId = "thrown in" }, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<RequestFaultException>(() => bus.Request<EraseTraces, TracesErased>(new EraseTraces { ChatIds = [], MessageIds = [] }, TestContext.Current.CancellationToken, RequestTimeout.After(s: 30)));

        Assert.Contains(Failing.Words, told.Message, StringComparison.Ordinal);
        var kept = await Eventually.GetAsync("the two others in the error queue", () => broker.MessagesAsync(ErrorQueue), messages => messages.Count >= 2);
        Assert.Equal(2, kept.Count);
        Assert.DoesNotContain(kept, message => message.GetProperty("payload").GetString()!.Contains("asked", StringComparison.Ordinal));
    }

    private sealed class Failing : IConsumer<GetBooking>, IConsumer<EraseTraces>
    {
        public const string Words = "the one that knows is unavailable";

        public Task Consume(ConsumeContext<GetBooking> context) => throw new InvalidOperationException(Words);

        public Task Consume(ConsumeContext<EraseTraces> context) => throw new InvalidOperationException(Words);
    }

    private sealed class FailingDefinition : ConsumerDefinition<Failing>
    {
        public FailingDefinition() => (EndpointName, ConcurrentMessageLimit) = (Routes.BookingQueries, 1);
    }
}
