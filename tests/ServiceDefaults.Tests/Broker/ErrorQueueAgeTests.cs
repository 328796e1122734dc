using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Broker;

/// <summary>What failed leaves the broker by the age limits of the shipped policies, with a second in the place of their days.</summary>
public sealed class ErrorQueueAgeTests
{
    private const string Failed = Routes.BookingQueries + "_error";

    [Fact]
    public async Task A_failed_message_moves_to_the_dead_letters_by_its_age_and_is_gone_there_by_its_age()
    {
        await using var broker = await VirtualHost.CreateAsync();
        // A quorum queue notes the age limit with each message that comes: a policy that is set later does not hold for those that wait.
        await broker.LimitAgeAsync("phstudio-failed", TimeSpan.FromSeconds(1));
        await broker.LimitAgeAsync("phstudio-dead", TimeSpan.FromSeconds(5));
        await using var host = await TestHost.StartAsync(broker.Url, bus => bus.AddConsumer<Reader, ReaderDefinition>());
        host.Errors.Expect("GetBooking cannot be read").Expect("was moved to dead-letters: \"the queue gave it up (expired)");

        Assert.True(await broker.PublishAsync("PhStudio.Messaging.Contracts:GetBooking", "{}"));

        await Eventually.TrueAsync("it to leave the error queue", () => host.Errors.Lines.Any(line => line.Contains("was moved to dead-letters", StringComparison.Ordinal)));
        await Eventually.GetAsync("it to be gone", () => broker.MessagesAsync(Topology.DeadLetters), messages => messages.Count == 0);
        Assert.Empty(await broker.MessagesAsync(Failed));
        Assert.Empty(await broker.MessagesAsync(Topology.DeadLetterReturns));
    }

    private sealed class Reader : IConsumer<GetBooking>
    {
        public Task Consume(ConsumeContext<GetBooking> context) => Task.CompletedTask;
    }

    private sealed class ReaderDefinition : ConsumerDefinition<Reader>
    {
        public ReaderDefinition() => EndpointName = Routes.BookingQueries;
    }
}
