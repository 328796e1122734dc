using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>A master with replicas, watched by a real Sentinel that puts a replica in the place of a master that is gone.</summary>
public sealed class ReplicatedRedis : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phstudio-sentinel-").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _sentinel;

    private ReplicatedRedis(IReadOnlyList<RedisServer> servers) => Servers = servers;

    /// <summary>The first is the master at the start.</summary>
    public IReadOnlyList<RedisServer> Servers { get; }

    /// <summary>What REDIS_URL takes.</summary>
    public string Url => UrlOf("");

    /// <summary>The same with a user and password, <c>app:secret@</c>.</summary>
    public string UrlOf(string user) => $"redis+sentinel://{user}127.0.0.1:{_port}/mymaster";

    /// <param name="replicas">How many replicas follow the master.</param>
    /// <param name="settings">What each has besides, such as <c>--min-replicas-to-write 1</c>.</param>
    public static async Task<ReplicatedRedis> StartAsync(int replicas, params string[] settings)
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, replicas + 1).Select(_ => RedisServer.StartAsync(["--repl-diskless-sync-delay", "0", .. settings])));
        foreach (var replica in servers[1..])
        {
            await replica.FollowAsync(servers[0]);
        }

        await Eventually.TrueAsync("the replicas to follow", async () => (await servers[0].InfoAsync("connected_slaves")) == $"{replicas}"
            && (await Task.WhenAll(servers[1..].Select(replica => replica.InfoAsync("master_link_status")))).All(status => status == "up"));
        return new ReplicatedRedis(servers);
    }

    /// <summary>Starts the Sentinel and waits until it knows the replicas.</summary>
    public async Task WatchAsync()
    {
        var file = Path.Combine(_folder, "sentinel.conf");
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"""
            port {_port}
            bind 127.0.0.1
            dir {_folder}
            sentinel monitor mymaster 127.0.0.1 {Servers[0].Port} 1
            sentinel down-after-milliseconds mymaster 1000
            sentinel failover-timeout mymaster 10000

            """));
        _sentinel = Process.Start(new ProcessStartInfo("redis-server", [file, "--sentinel"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = _sentinel.StandardOutput.ReadToEndAsync();
        _ = _sentinel.StandardError.ReadToEndAsync();
        await Eventually.TrueAsync("the Sentinel to know the replicas", async () => (await AskAsync("INFO sentinel")).Contains($"slaves={Servers.Count - 1},", StringComparison.Ordinal));
    }

    /// <summary>
    /// Lets the master refuse every write, as an operator does before a failover, and waits until its replicas have all that it acknowledged. Else what it acknowledges while
    /// they leave it, one after the other, is lost.
    /// </summary>
    public async Task RefuseWritesAsync()
    {
        var master = await MasterAsync();
        await master.CommandAsync("CONFIG SET min-replicas-to-write 100");
        await Eventually.TrueAsync("the replicas to have everything", async () => await master.InfoAsync("master_repl_offset") is var offset
            && (await Task.WhenAll(Servers.Where(server => server != master).Select(server => server.InfoAsync("slave_repl_offset")))).All(has => has == offset));
    }

    /// <summary>A failover that an operator asks for, with a master that is well.</summary>
    /// <remarks>A Sentinel refuses while it knows too little of the replicas.</remarks>
    public Task FailOverAsync() => Eventually.GetAsync("a failover to begin", () => AskAsync("SENTINEL FAILOVER mymaster"), answer => answer.StartsWith("+OK", StringComparison.Ordinal));

    /// <summary>Kills the master as <c>kill -9</c> does; returns when a replica was promoted.</summary>
    public async Task<RedisServer> KillMasterAsync()
    {
        var master = await MasterAsync();
        await master.KillAsync();
        return await Eventually.GetAsync("a promoted replica", MasterAsync, now => now != master, TimeSpan.FromSeconds(30));
    }

    /// <summary>The master that the Sentinel names.</summary>
    public async Task<RedisServer> MasterAsync()
    {
        var answer = await AskAsync("SENTINEL GET-MASTER-ADDR-BY-NAME mymaster");
        return Servers.Single(server => answer.Contains($"\r\n{server.Port}\r\n", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        if (_sentinel is { HasExited: false })
        {
            _sentinel.Kill();
            await _sentinel.WaitForExitAsync();
        }

        _sentinel?.Dispose();
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> AskAsync(string command)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            await using var stream = client.GetStream();
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(command + "\r\n"));
            client.Client.Shutdown(SocketShutdown.Send); // A Sentinel of Redis 7.0 knows no QUIT.
            using var reader = new StreamReader(stream);
            return await reader.ReadToEndAsync();
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return "";
        }
    }
}
