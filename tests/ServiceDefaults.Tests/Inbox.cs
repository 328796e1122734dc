using System.Collections.Concurrent;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What the consumers of a test have got.</summary>
internal sealed class Inbox
{
    public ConcurrentQueue<object> Messages { get; } = new();

    public ConcurrentQueue<Guid?> Ids { get; } = new();
}

internal sealed class BookingConsumer(Inbox inbox) : IConsumer<BookingCreated>, IConsumer<BookingCancelled>
{
    public Task Consume(ConsumeContext<BookingCreated> context)
    {
        inbox.Messages.Enqueue(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<BookingCancelled> context)
    {
        inbox.Ids.Enqueue(context.MessageId);
        inbox.Messages.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}

internal sealed class BookingConsumerDefinition : ConsumerDefinition<BookingConsumer>
{
    public BookingConsumerDefinition() => EndpointName = Routes.BookingDecision;

    // One at a time: the tests read the queue's own order.
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<BookingConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.ConcurrentMessageLimit = 1;
}

internal sealed class HighLaneConsumer(Inbox inbox) : IConsumer<SendMessage>
{
    public Task Consume(ConsumeContext<SendMessage> context)
    {
        inbox.Messages.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}

internal sealed class HighLaneDefinition : ConsumerDefinition<HighLaneConsumer>
{
    public HighLaneDefinition() => EndpointName = Routes.Lane(Priority.High);

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<HighLaneConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.ConcurrentMessageLimit = 1;
        endpointConfigurator.BindByRoutingKey<SendMessage>(Routes.RoutingKey(Priority.High));
    }
}
