using MassTransit.Configuration;
using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>Marks what is sent and published, once for each type.</summary>
internal sealed class MessageMarkFilters(MessageMark mark) : ISendPipeSpecificationObserver, IPublishPipeSpecificationObserver
{
    public static void Connect(IBusFactoryConfigurator factory, MessageMark mark)
    {
        var steps = new MessageMarkFilters(mark);
        factory.ConfigureSend(send => send.ConnectSendPipeSpecificationObserver(steps));
        factory.ConfigurePublish(publish => publish.ConnectPublishPipeSpecificationObserver(steps));
    }

    public void MessageSpecificationCreated<T>(IMessageSendPipeSpecification<T> specification) where T : class =>
        specification.AddPipeSpecification(new Step<SendContext<T>>(new SendFilter<T>(mark)));

    public void MessageSpecificationCreated<T>(IMessagePublishPipeSpecification<T> specification) where T : class =>
        specification.AddPipeSpecification(new Step<PublishContext<T>>(new PublishFilter<T>(mark)));

    private sealed class Step<TContext>(IFilter<TContext> filter) : IPipeSpecification<TContext> where TContext : class, PipeContext
    {
        public void Apply(IPipeBuilder<TContext> builder) => builder.AddFilter(filter);

        public IEnumerable<ValidationResult> Validate() => [];
    }

    private sealed class SendFilter<T>(MessageMark mark) : IFilter<SendContext<T>> where T : class
    {
        public Task Send(SendContext<T> context, IPipe<SendContext<T>> next)
        {
            mark.Write(context);
            return next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("mark");
    }

    private sealed class PublishFilter<T>(MessageMark mark) : IFilter<PublishContext<T>> where T : class
    {
        public Task Send(PublishContext<T> context, IPipe<PublishContext<T>> next)
        {
            mark.Write(context);
            return next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("mark");
    }
}

/// <summary>Lets only marked messages through, before anything else looks at them. What has no mark, or a wrong one, ends in the error queue.</summary>
internal sealed class MarkFilter<T>(MessageMark mark) : IFilter<ConsumeContext<T>> where T : class
{
    public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next) => mark.IsOn(context)
        ? next.Send(context)
        : throw new InvalidMessageException($"{typeof(T).Name}: has not the mark of our services (SERVICES_SECRET): somebody else published it, or a service with another secret, or with none.");

    public void Probe(ProbeContext context) => context.CreateFilterScope("mark");
}
