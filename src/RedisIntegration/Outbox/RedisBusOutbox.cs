using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Transports;
using PhStudio.Messaging.RedisIntegration.Messages;
using PhStudio.Messaging.RedisIntegration.Scheduling;

namespace PhStudio.Messaging.RedisIntegration.Outbox;

/// <summary>Puts each message into the due queue, due at once.</summary>
internal sealed class RedisBusOutbox : PublishEndpoint, IBusOutbox
{
    private readonly OutboxSendEndpointProvider _sendEndpoints;

    public RedisBusOutbox(IBus bus, BusOutboxStore store, TimeProvider time, IServiceProvider provider)
        : this(bus, new StoringContext(store, time, provider))
    {
    }

    private RedisBusOutbox(IBus bus, StoringContext context)
        : base(new OutboxPublishEndpointProvider(context, bus))
    {
        _sendEndpoints = new OutboxSendEndpointProvider(context, bus);
    }

    public Task<ISendEndpoint> GetSendEndpoint(Uri address) => _sendEndpoints.GetSendEndpoint(address);

    public ConnectHandle ConnectSendObserver(ISendObserver observer) => _sendEndpoints.ConnectSendObserver(observer);

    private sealed class StoringContext(BusOutboxStore store, TimeProvider time, IServiceProvider provider) : OutboxSendContext
    {
        public async Task AddSend<T>(SendContext<T> context)
            where T : class
        {
            var now = time.GetUtcNow();
            // A token of its own: two messages may carry one message id to two destinations.
            var token = NewId.NextGuid();
            var entry = new DelayedMessage(token.ToString("N"), token, now, StoredMessageFactory.FromSend(context, time));
            if (await store.Queue.AddAsync(entry, now, store.MaxBacklog, context.CancellationToken).ConfigureAwait(false) == AddResult.Full)
            {
                throw new BusOutboxFullException(store.MaxBacklog);
            }

            store.Wake.Due(now);
        }

        public object? GetService(Type serviceType) => provider.GetService(serviceType);
    }
}
