using System.Diagnostics;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>A Redis of its own behind a network that swallows a command and gives it back after its caller was told that it failed.</summary>
public sealed class LateNetwork : IAsyncDisposable
{
    private readonly RedisServer _redis;
    private readonly TcpGate _gate;

    private LateNetwork(RedisServer redis)
    {
        _redis = redis;
        _gate = new TcpGate("127.0.0.1", new Uri(redis.Url).Port);
    }

    /// <summary>The way through the network.</summary>
    public string Url => $"redis://127.0.0.1:{_gate.Port}";

    /// <summary>The way past it.</summary>
    public string DirectUrl => _redis.Url;

    public static async Task<LateNetwork> StartAsync() => new(await RedisServer.StartAsync());

    /// <summary>The client's time for an answer (3 s), and some more.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3.5);

    /// <summary>
    /// Makes a call into the silence, and lets the server have it when the call has failed and its time is over: one whose connection is
    /// closed meanwhile fails sooner, and until then the server may take it. Returns when the server has run it.
    /// </summary>
    /// <param name="call">A call that fails.</param>
    public async Task DeliverLateAsync(Func<Task> call)
    {
        var before = await _redis.ScriptsAsync();
        _gate.Freeze();
        var watch = Stopwatch.StartNew();
        try
        {
            await call();
            await Eventually.TrueAsync("the call's time to be over", () => watch.Elapsed > Timeout);
        }
        finally
        {
            _gate.Thaw();
        }

        await Eventually.TrueAsync("the late command to reach the server", async () => await _redis.ScriptsAsync() > before);
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
