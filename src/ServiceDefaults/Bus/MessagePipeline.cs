using MassTransit;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// Puts the steps that every message takes before its consumer or saga around each of them: once, at the start. <c>UseConsumeFilter</c> would ask the
/// container for them again with each message.
/// </summary>
internal sealed class MessagePipeline(ILoggerFactory loggers, StudioDay days, MessageMark? mark) : IConsumerConfigurationObserver, ISagaConfigurationObserver
{
    public static void Connect(IBusFactoryConfigurator factory, ILoggerFactory loggers, StudioDay days, MessageMark? mark)
    {
        var steps = new MessagePipeline(loggers, days, mark);
        factory.ConnectConsumerConfigurationObserver(steps);
        factory.ConnectSagaConfigurationObserver(steps);
    }

    public void ConsumerConfigured<TConsumer>(IConsumerConfigurator<TConsumer> configurator)
        where TConsumer : class
    {
    }

    public void ConsumerMessageConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, TMessage> configurator)
        where TConsumer : class
        where TMessage : class => configurator.Message(Add);

    public void SagaConfigured<TSaga>(ISagaConfigurator<TSaga> configurator)
        where TSaga : class, ISaga
    {
    }

    public void StateMachineSagaConfigured<TInstance>(ISagaConfigurator<TInstance> configurator, SagaStateMachine<TInstance> stateMachine)
        where TInstance : class, ISaga, SagaStateMachineInstance
    {
    }

    public void SagaMessageConfigured<TSaga, TMessage>(ISagaMessageConfigurator<TSaga, TMessage> configurator)
        where TSaga : class, ISaga
        where TMessage : class => configurator.Message(Add);

    private void Add<TMessage>(IPipeConfigurator<ConsumeContext<TMessage>> message)
        where TMessage : class
    {
        UnansweredQuestions.Connect(message);
        message.UseFilter(new PlatformTraceFilter<TMessage>());
        message.UseFilter(new LogScopeFilter<TMessage>(loggers.CreateLogger(typeof(LogScopeFilter<TMessage>))));
        if (mark is not null && MessageMark.IsDemanded(typeof(TMessage)))
        {
            message.UseFilter(new MarkFilter<TMessage>(mark));
        }

        message.UseFilter(new ValidationFilter<TMessage>(days));
    }
}
