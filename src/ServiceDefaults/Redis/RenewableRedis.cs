using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Redis;

/// <summary>The process's connection to Redis, and the new one in its place when it no longer answers.</summary>
internal sealed class RenewableRedis(ConfigurationOptions options) : IDisposable
{
    private readonly Lazy<ConnectionMultiplexer> first = new(() => Lively(ConnectionMultiplexer.Connect(options)));
    private volatile ConnectionMultiplexer? later;

    /// <summary>The connection of this moment; the first use connects.</summary>
    public IConnectionMultiplexer Current => later ?? first.Value;

    /// <summary>Connects anew. Whoever asks from now on gets the new connection; the old one, with what still waits on it, is the caller's to close.</summary>
    public async Task<IConnectionMultiplexer> RenewAsync()
    {
        var old = Current;
        later = Lively(await ConnectionMultiplexer.ConnectAsync(options));
        return old;
    }

    public void Dispose()
    {
        if (later is not null)
            later.Dispose();
        else if (first.IsValueCreated)
            first.Value.Dispose();
    }

    /// <summary>1.2.6 would otherwise run all continuations one after the other.</summary>
    private static ConnectionMultiplexer Lively(ConnectionMultiplexer redis)
    {
        redis.PreserveAsyncOrder = false;
        return redis;
    }
}
