using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>A Redis of the test's own, with a file that every write reaches before it is answered, and a connection that outlives its deaths.</summary>
internal sealed class OwnRedis : IAsyncDisposable
{
    private readonly RedisServer _server;

    private OwnRedis(RedisServer server)
    {
        _server = server;
        Connection = RealRedis.Connect(server.Address);
    }

    public IConnectionMultiplexer Connection { get; }

    public string Address => _server.Address;

    public static async Task<OwnRedis> StartNewAsync() => new(await RedisServer.StartAsync("--appendfsync", "always"));

    /// <summary>A Redis Cluster of one: it has all slots, and refuses a script whose keys lie in two of them as any cluster does.</summary>
    public static async Task<OwnRedis> StartClusterAsync()
    {
        var redis = new OwnRedis(await RedisServer.StartAsync("--appendfsync", "always", "--cluster-enabled", "yes"));
        await redis.Connection.GetDatabase().ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await redis.Connection.ConfigureAsync();
        await Eventually.TrueAsync("the cluster to serve", async () =>
            ((string?)await redis.Connection.GetDatabase().ExecuteAsync("CLUSTER", "INFO"))!.Contains("cluster_state:ok", StringComparison.Ordinal));
        return redis;
    }

    /// <summary>Starts it again with its file.</summary>
    public async Task StartAsync()
    {
        await _server.StartAgainAsync();
        await Eventually.TrueAsync("a connection to the test's own Redis", AnswersAsync);
    }

    /// <summary>Takes all keys out.</summary>
    public Task EmptyAsync() => _server.CommandAsync("FLUSHALL");

    public Task KillAsync() => _server.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await Connection.CloseAsync(allowCommandsToComplete: false);
        await _server.DisposeAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await Connection.GetDatabase().PingAsync();
            return true;
        }
        catch (RedisConnectionException)
        {
            return false;
        }
    }
}
