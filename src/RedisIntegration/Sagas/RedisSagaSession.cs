using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>
/// One message's session with one saga: remembers what was loaded, so that every write is checked against exactly that.
/// With an outbox around it, the writes are handed to the outbox, which commits them together with the outgoing messages.
/// </summary>
internal sealed class RedisSagaSession<TSaga>(RedisSagaStore<TSaga> store, ISagaCommit? commit)
    where TSaga : class, ISagaVersion
{
    private RedisValue _expected = SagaWrite.Absent;

    public async Task<TSaga?> LoadAsync(Guid correlationId, CancellationToken cancellationToken)
    {
        var loaded = await store.LoadAsync(correlationId, cancellationToken).ConfigureAwait(false);
        _expected = loaded?.Digest ?? SagaWrite.Absent;
        return loaded?.Saga;
    }

    /// <summary>Inserts the first state before the behaviour; false when the saga is there already.</summary>
    public async Task<bool> TryInsertAsync(TSaga saga, CancellationToken cancellationToken)
    {
        if (commit is not null)
        {
            // The commit itself inserts; here it is enough to know that the saga is not there yet.
            return await LoadAsync(saga.CorrelationId, cancellationToken).ConfigureAwait(false) is null;
        }

        _expected = SagaWrite.Absent;
        var write = store.Write(saga, SagaWrite.Absent);
        if (!await store.TrySwapAsync(write, "insert", saga.CorrelationId, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        _expected = RedisSagaStore<TSaga>.Digest(write.NewValue);
        return true;
    }

    public Task InsertAsync(TSaga saga, CancellationToken cancellationToken) =>
        CommitAsync(store.Write(saga, SagaWrite.Absent), "insert", saga.CorrelationId, cancellationToken);

    public Task UpdateAsync(TSaga saga, CancellationToken cancellationToken)
    {
        saga.Version++;
        return CommitAsync(store.Write(saga, _expected), "update", saga.CorrelationId, cancellationToken);
    }

    public Task DeleteAsync(TSaga saga, CancellationToken cancellationToken) =>
        CommitAsync(store.Delete(saga.CorrelationId, _expected), "delete", saga.CorrelationId, cancellationToken);

    private async Task CommitAsync(SagaWrite write, string operation, Guid correlationId, CancellationToken cancellationToken)
    {
        if (commit is not null)
        {
            commit.UpdateIndex(write, () => RedisSagaStore<TSaga>.Conflict(operation, correlationId));
            return;
        }

        if (!await store.TrySwapAsync(write, operation, correlationId, cancellationToken).ConfigureAwait(false))
        {
            throw RedisSagaStore<TSaga>.Conflict(operation, correlationId);
        }
    }
}
