namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>A place in the queue and the lock that was taken with it, released in reverse order.</summary>
internal sealed class SagaAccess(IAsyncDisposable place, IAsyncDisposable fairLock) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await fairLock.DisposeAsync().ConfigureAwait(false);
        await place.DisposeAsync().ConfigureAwait(false);
    }
}
