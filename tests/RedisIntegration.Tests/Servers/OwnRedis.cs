using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>A Redis of the test's own, with a file that every write reaches before it is answered: it may be killed and started again.</summary>
internal sealed class OwnRedis : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("own-redis").FullName;
    private readonly int _port = FreePort.Next();
    private readonly bool _cluster;
    private ConnectionMultiplexer? _connection;
    private Process? _server;

    private OwnRedis(bool cluster) => _cluster = cluster;

    public ConnectionMultiplexer Connection => _connection!;

    public static async Task<OwnRedis> StartNew()
    {
        var redis = new OwnRedis(cluster: false);
        await redis.Start();
        return redis;
    }

    /// <summary>A Redis Cluster of one: it has all slots, and refuses a script whose keys lie in two of them as any cluster does.</summary>
    public static async Task<OwnRedis> StartCluster()
    {
        var redis = new OwnRedis(cluster: true);
        await redis.Start();
        await redis.Connection.GetDatabase().ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await redis.Connection.ConfigureAsync();
        await Eventually.True("the cluster to serve", async () =>
            ((string?)await redis.Connection.GetDatabase().ExecuteAsync("CLUSTER", "INFO"))!.Contains("cluster_state:ok", StringComparison.Ordinal));
        return redis;
    }

    public async Task Start()
    {
        _server = Process.Start(new ProcessStartInfo("redis-server",
            ["--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
                "--cluster-enabled", _cluster ? "yes" : "no"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        });
        // A connection that finds nobody at first comes again after seconds only.
        await Eventually.True("the test's own Redis to listen", Listens);
        _connection ??= RealRedis.Connect($"127.0.0.1:{_port}");
        await Eventually.True("the test's own Redis to answer", Answers);
    }

    public void Kill()
    {
        _server!.Kill();
        _server.WaitForExit();
        _server.Dispose();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.CloseAsync(allowCommandsToComplete: false);
        if (_server is not null)
        {
            Kill();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> Listens()
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<bool> Answers()
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
