using System.Collections.Concurrent;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.WebhookProcessor.Tests.App;

/// <summary>What really left for the broker, as the other services would get it.</summary>
public sealed class Seen
{
    public ConcurrentQueue<object> Messages { get; } = [];

    /// <summary>The same with the bus's own ids.</summary>
    public ConcurrentQueue<(object Message, Guid Id)> Ids { get; } = [];
}

/// <summary>Listens in the place of Sender and Gateway.</summary>
public sealed class Spy(Seen seen) :
    IConsumer<SendMessage>, IConsumer<EditMessage>, IConsumer<AnswerCallback>, IConsumer<SetBotCommands>, IConsumer<BookingConfirmed>, IConsumer<BookingRejected>,
    IConsumer<BookingExpired>, IConsumer<BookingCancelled>, IConsumer<BookingReopened>, IConsumer<ChatUnreachable>, IConsumer<LanguageChosen>, IConsumer<Fault<TelegramUpdateReceived>>
{
    public Task Consume(ConsumeContext<SendMessage> context) => KeepAsync(context);

    public Task Consume(ConsumeContext<EditMessage> context) => KeepAsync(context);

    public Task Consume(ConsumeContext<AnswerCallback> context) => KeepAsync(context);

    public Task Consume(ConsumeContext<SetBotCommands> context) => KeepAsync(context);

    public Task Consume(ConsumeContext<BookingConfirmed> context) => KeepAsync(context);

    public Task Consume(ConsumeContext<BookingRejected> context) => KeepAsync(context);

    public Task Consume(ConsumeContext<BookingExpired> context) => KeepAsync(context);

    public Task Consume(ConsumeContext<BookingCancelled> context) => KeepAsync(context);

    public Task Consume(ConsumeContext<BookingReopened> context) => KeepAsync(context);

    public Task Consume(ConsumeContext<ChatUnreachable> context) => KeepAsync(context);

    public Task Consume(ConsumeContext<LanguageChosen> context) => KeepAsync(context);

    public Task Consume(ConsumeContext<Fault<TelegramUpdateReceived>> context) => KeepAsync(context);

    private Task KeepAsync<T>(ConsumeContext<T> context)
        where T : class
    {
        seen.Messages.Enqueue(context.Message);
        seen.Ids.Enqueue((context.Message, context.MessageId ?? Guid.Empty));
        return Task.CompletedTask;
    }
}

public sealed class SpyDefinition : ConsumerDefinition<Spy>
{
    public SpyDefinition()
    {
        EndpointName = "spy";
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<Spy> consumerConfigurator, IRegistrationContext context)
    {
        foreach (var priority in Enum.GetValues<Priority>())
        {
            endpointConfigurator.BindByRoutingKey<SendMessage>(Routes.RoutingKey(priority));
        }
        endpointConfigurator.BindAll<EditMessage>();
        endpointConfigurator.BindAll<AnswerCallback>();
        endpointConfigurator.BindAll<SetBotCommands>();
        endpointConfigurator.BindAll<BookingConfirmed>();
        endpointConfigurator.BindAll<BookingRejected>();
        endpointConfigurator.BindAll<BookingExpired>();
        endpointConfigurator.BindAll<BookingCancelled>();
        endpointConfigurator.BindAll<BookingReopened>();
        endpointConfigurator.BindAll<ChatUnreachable>();
        endpointConfigurator.BindAll<LanguageChosen>();
        endpointConfigurator.BindAll<Fault<TelegramUpdateReceived>>();
    }
}
