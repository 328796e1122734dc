namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>A place in the line and the lock that was taken from it, given back in the other order.</summary>
internal sealed class SagaAccess(IAsyncDisposable place, IAsyncDisposable fairLock) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await fairLock.DisposeAsync().ConfigureAwait(false);
        await place.DisposeAsync().ConfigureAwait(false);
    }
}
