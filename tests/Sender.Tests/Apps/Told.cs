using System.Collections.Concurrent;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>What a Sender published.</summary>
internal sealed class Told
{
    private readonly ConcurrentQueue<object> _events = new();

    public IReadOnlyList<T> All<T>() => [.. _events.OfType<T>()];

    public void Add(object fact) => _events.Enqueue(fact);

    /// <summary>Forgets what was told so far: a fuzz makes thousands.</summary>
    public void Forget() => _events.Clear();

    /// <summary>Waits for a fact.</summary>
    /// <param name="isIt">Which one.</param>
    /// <param name="timeout">How long.</param>
    /// <param name="other">What another Sender of the same broker was told; the two share the listener's queue.</param>
    public async Task<T> OfAsync<T>(Func<T, bool> isIt, TimeSpan? timeout = null, Told? other = null)
        where T : class =>
        (await Eventually.GetAsync($"a {typeof(T).Name}; told were {string.Join(", ", _events.Select(fact => fact.GetType().Name))}", () => Task.FromResult(All<T>().Concat(other?.All<T>() ?? []).FirstOrDefault(isIt)), fact => fact is not null, timeout))!;

    public Task<MessageSent> SentAsync(Guid id) => OfAsync<MessageSent>(fact => fact.MessageId == id);

    public Task<MessageFailed> FailedAsync(Guid id) => OfAsync<MessageFailed>(fact => fact.MessageId == id);

    public Task<MessageUnknown> UnknownAsync(Guid id) => OfAsync<MessageUnknown>(fact => fact.MessageId == id);
}

internal sealed class ToldConsumer(Told told) :
    IConsumer<MessageSent>, IConsumer<MessageFailed>, IConsumer<MessageExpired>, IConsumer<MessageUnknown>, IConsumer<ChatMigrated>, IConsumer<TelegramUpdateReceived>, IConsumer<TelegramCircuitChanged>, IConsumer<MessageProgressed>, IConsumer<ChatReachable>
{
    public Task Consume(ConsumeContext<MessageProgressed> context) => AddAsync(context.Message);

    public Task Consume(ConsumeContext<ChatReachable> context) => AddAsync(context.Message);

    public Task Consume(ConsumeContext<MessageSent> context) => AddAsync(context.Message);

    public Task Consume(ConsumeContext<MessageFailed> context) => AddAsync(context.Message);

    public Task Consume(ConsumeContext<MessageExpired> context) => AddAsync(context.Message);

    public Task Consume(ConsumeContext<MessageUnknown> context) => AddAsync(context.Message);

    public Task Consume(ConsumeContext<ChatMigrated> context) => AddAsync(context.Message);

    public Task Consume(ConsumeContext<TelegramUpdateReceived> context) => AddAsync(context.Message);

    public Task Consume(ConsumeContext<TelegramCircuitChanged> context) => AddAsync(context.Message);

    private Task AddAsync(object fact)
    {
        told.Add(fact);
        return Task.CompletedTask;
    }
}

internal sealed class ToldDefinition : ConsumerDefinition<ToldConsumer>
{
    public ToldDefinition() => EndpointName = "told";

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ToldConsumer> consumerConfigurator, IRegistrationContext context)
    {
        // One at a time, or two facts that came in order may be noted in another.
        endpointConfigurator.ConcurrentMessageLimit = 1;
        endpointConfigurator.BindByRoutingKey<MessageSent>(Routes.OfBooking);
        endpointConfigurator.BindByRoutingKey<MessageSent>(Routes.OfNoBooking);
        endpointConfigurator.BindByRoutingKey<MessageFailed>(Routes.OfBooking);
        endpointConfigurator.BindByRoutingKey<MessageFailed>(Routes.OfNoBooking);
        endpointConfigurator.BindAll<MessageExpired>();
        endpointConfigurator.BindAll<MessageUnknown>();
        endpointConfigurator.BindAll<ChatMigrated>();
        endpointConfigurator.BindAll<TelegramUpdateReceived>();
        endpointConfigurator.BindAll<TelegramCircuitChanged>();
        endpointConfigurator.BindAll<MessageProgressed>();
        endpointConfigurator.BindAll<ChatReachable>();
    }
}
