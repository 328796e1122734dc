using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace PhStudio.Messaging.InfraTests.Compose;

/// <summary>How compose.cluster.yaml starts a server of Redis, run here with a real one in folders of the test's own.</summary>
public sealed class RedisStartTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phstudio-redis-start-").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _server;

    [Fact]
    public async Task What_a_failover_wrote_down_ends_with_a_restart_but_for_whom_the_server_follows()
    {
        await IncludeAsync(password: "before");
        await StartAsync("redis-2", first: false);
        Assert.Equal("redis", await InfoAsync("master_host"));
        // As a planned failover does it: writes are stopped, a Sentinel names another primary and has the configuration written down.
        await AskAsync("CONFIG SET min-replicas-to-write 100");
        await AskAsync("REPLICAOF redis-3 6379");
        Assert.StartsWith("+OK", await AskAsync("CONFIG REWRITE"), StringComparison.Ordinal);
        await StopAsync();
        var written = await File.ReadAllTextAsync(Path.Combine(_folder, "data", "redis.conf"), TestContext.Current.CancellationToken);
        Assert.Contains("min-replicas-to-write 100", written);
        Assert.Contains("before", written);
        await IncludeAsync(password: "after");

        await StartAsync("redis-2", first: false);

        Assert.Contains("\n1\r\n", await AskAsync("CONFIG GET min-replicas-to-write"));
        Assert.Contains("\nafter\r\n", await AskAsync("CONFIG GET masterauth"));
        Assert.Contains("\nredis-2\r\n", await AskAsync("CONFIG GET replica-announce-ip"));
        Assert.Equal("redis-3", await InfoAsync("master_host"));
    }

    [Fact]
    public async Task The_first_server_follows_nobody_and_one_that_was_promoted_stays_what_it_is()
    {
        await IncludeAsync(password: "any");
        await StartAsync("redis", first: true);
        Assert.Equal("master", await InfoAsync("role"));
        await StopAsync();

        File.Delete(Path.Combine(_folder, "data", "redis.conf"));
        await StartAsync("redis-2", first: false);
        await AskAsync("REPLICAOF NO ONE");
        await AskAsync("CONFIG REWRITE");
        await StopAsync();

        await StartAsync("redis-2", first: false);
        Assert.Equal("master", await InfoAsync("role"));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // In the place of infra/redis/replicated.conf, which includes files of the container.
    private Task IncludeAsync(string password) => File.WriteAllTextAsync(Path.Combine(_folder, "replicated.conf"), string.Create(CultureInfo.InvariantCulture, $"""
        port {_port}
        bind 127.0.0.1
        save ""
        masterauth {password}
        min-replicas-to-write 1
        min-replicas-max-lag 10

        """), TestContext.Current.CancellationToken);

    private async Task StartAsync(string name, bool first)
    {
        var data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        var command = ComposeFile.Read("compose.cluster.yaml").Services["redis-2"].Command;
        Assert.Equal(["sh", "-c"], command[..2]);
        var script = command[2].Replace("$$", "$", StringComparison.Ordinal).Replace("/data", data, StringComparison.Ordinal).Replace("/etc/redis-replicated.conf", Path.Combine(_folder, "replicated.conf"), StringComparison.Ordinal);
        var start = new ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = data, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NAME"] = name;
        start.Environment["FIRST"] = first ? "true" : "";
        _server = Process.Start(start)!;
        _ = _server.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        _ = _server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("redis-server to answer", async () => (await AskAsync("PING")).StartsWith("+PONG", StringComparison.Ordinal));
    }

    private async Task StopAsync()
    {
        if (_server is not null)
        {
            _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
            _server = null;
        }
    }

    private async Task<string> InfoAsync(string name) =>
        (await AskAsync("INFO replication")).Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..] ?? "";

    private async Task<string> AskAsync(string command)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port, TestContext.Current.CancellationToken);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{command}\r\nQUIT\r\n"), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream);
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
