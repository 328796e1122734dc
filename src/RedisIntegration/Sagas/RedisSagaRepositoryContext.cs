using MassTransit;
using MassTransit.Context;
using MassTransit.Logging;
using MassTransit.Saga;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>
/// What MassTransit calls while one message runs through a saga: Insert first when the state machine asks for it, else Load;
/// found: behaviour, then Update or Delete; not found: Add, behaviour, then Save.
/// </summary>
internal sealed class RedisSagaRepositoryContext<TSaga, TMessage>(
    RedisSagaSession<TSaga> session,
    ConsumeContext<TMessage> context,
    ISagaConsumeContextFactory<RedisSagaSession<TSaga>, TSaga> factory)
    : ConsumeContextScope<TMessage>(context), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISagaVersion
    where TMessage : class
{
    private readonly ConsumeContext<TMessage> _context = context;

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) =>
        factory.CreateSagaConsumeContext(session, _context, instance, SagaConsumeContextMode.Add);

    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        if (!await session.TryInsertAsync(instance, CancellationToken).ConfigureAwait(false))
        {
            return null!;
        }

        _context.LogInsert<TSaga, TMessage>(instance.CorrelationId);
        return await factory.CreateSagaConsumeContext(session, _context, instance, SagaConsumeContextMode.Insert).ConfigureAwait(false);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId)
    {
        var instance = await session.LoadAsync(correlationId, CancellationToken).ConfigureAwait(false);

        return instance is null
            ? null!
            : await factory.CreateSagaConsumeContext(session, _context, instance, SagaConsumeContextMode.Load).ConfigureAwait(false);
    }

    public Task Save(SagaConsumeContext<TSaga> context) => session.InsertAsync(context.Saga, CancellationToken);

    public Task Update(SagaConsumeContext<TSaga> context) => session.UpdateAsync(context.Saga, CancellationToken);

    public Task Delete(SagaConsumeContext<TSaga> context) => session.DeleteAsync(context.Saga, CancellationToken);

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class =>
        factory.CreateSagaConsumeContext(session, consumeContext, instance, mode);
}
