using MassTransit.Middleware;
using MassTransit;
using MassTransit.Saga;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>Reads a saga from outside a consumer, behind <see cref="ILoadSagaRepository{TSaga}"/>.</summary>
internal sealed class RedisLoadSagaRepositoryContext<TSaga>(RedisSagaStore<TSaga> store, CancellationToken cancellationToken)
    : BasePipeContext(cancellationToken), LoadSagaRepositoryContext<TSaga>
    where TSaga : class, ISagaVersion
{
    public async Task<TSaga> Load(Guid correlationId)
    {
        var loaded = await store.LoadAsync(correlationId, CancellationToken).ConfigureAwait(false);

        // MassTransit's contract is older than nullable references: not found is null.
        return loaded?.Saga!;
    }
}
