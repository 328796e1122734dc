using System.Diagnostics;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>A Redis of the test's own, with a file that every write reaches before it is answered: it may be killed and started again.</summary>
internal sealed class OwnRedis : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("own-redis").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _server;

    private OwnRedis()
    {
        Connection = RealRedis.Connect($"127.0.0.1:{_port}");
    }

    public ConnectionMultiplexer Connection { get; }

    public static async Task<OwnRedis> StartNew()
    {
        var redis = new OwnRedis();
        await redis.Start();
        return redis;
    }

    public async Task Start()
    {
        _server = Process.Start(new ProcessStartInfo("redis-server",
            ["--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        });
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
