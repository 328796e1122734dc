using MassTransit;
using MassTransit.Saga;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>Opens the repository for one message, or for one load from outside a consumer.</summary>
internal sealed class RedisSagaRepositoryContextFactory<TSaga>(
    RedisSagaStore<TSaga> store,
    ISagaConsumeContextFactory<RedisSagaSession<TSaga>, TSaga> factory)
    : ISagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISagaVersion
{
    public void Probe(ProbeContext context)
    {
        context.Add("persistence", "redis");
        context.Add("keyPrefix", store.Options.KeyPrefix);
    }

    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        context.TryGetPayload<ISagaCommit>(out var commit);
        var access = await store.AccessAsync(context.CorrelationId ?? Guid.Empty, context.CancellationToken).ConfigureAwait(false);
        try
        {
            await next.Send(new RedisSagaRepositoryContext<TSaga, T>(new RedisSagaSession<TSaga>(store, commit), context, factory)).ConfigureAwait(false);
        }
        catch
        {
            await access.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (commit is null)
        {
            await access.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            // The write comes with the outbox's commit: until then nobody else may begin.
            commit.OnEnd(() => access.DisposeAsync().AsTask());
        }
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class =>
        throw new NotImplementedByDesignException("Redis finds a saga by its CorrelationId only: correlate by id, not by an expression.");

    public async Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class =>
        await asyncMethod(new RedisLoadSagaRepositoryContext<TSaga>(store, cancellationToken)).ConfigureAwait(false);
}
