using System.Diagnostics;
using System.Net.Sockets;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>A RabbitMQ of a test's own, which may be stopped and started again on the same data. It takes ten seconds to start: for what a virtual host of the shared one cannot show.</summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("phstudio-rabbitmq-").FullName;
    private readonly int port = FreePort.Next();
    private readonly Dictionary<string, string> environment;
    private Process? process;

    private RabbitMqServer()
    {
        File.WriteAllText(Path.Combine(folder, "rabbitmq.conf"), $"listeners.tcp.default = 127.0.0.1:{port}\ndisk_free_limit.absolute = 50MB\nvm_memory_high_watermark.absolute = 1GB\n");
        File.WriteAllText(Path.Combine(folder, "enabled_plugins"), "[].\n");
        environment = new Dictionary<string, string>
        {
            ["HOME"] = folder,
            ["RABBITMQ_NODENAME"] = $"phstudio-test-{port}@localhost",
            ["RABBITMQ_NODE_PORT"] = $"{port}",
            ["RABBITMQ_DIST_PORT"] = $"{FreePort.Next()}",
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq"),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            // A port mapper of its own, as tests/servers.sh does it: the shared one would listen on every address and outlive the test.
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = $"{FreePort.Next()}",
        };
    }

    /// <summary>What RABBITMQ_URL takes.</summary>
    public string Url => $"amqp://guest:guest@127.0.0.1:{port}/";

    public static async Task<RabbitMqServer> StartAsync()
    {
        var server = new RabbitMqServer();
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        process = Run(Script, []);
        await Eventually.True("rabbitmq-server to answer", AnswersAsync, TimeSpan.FromSeconds(90));
    }

    /// <summary>SIGTERM, and its orderly end.</summary>
    /// <remarks>Not <c>kill -9</c>: RabbitMQ 3.10 was seen to start again with a quorum queue that never found its leader, and then confirms nothing for it.</remarks>
    public async Task StopAsync()
    {
        // The script runs the Erlang machine as its child.
        using var signal = Process.Start("pkill", ["-TERM", "-P", $"{process!.Id}"]);
        await signal.WaitForExitAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
            process.Kill(entireProcessTree: true);
        await process!.WaitForExitAsync();
        process.Dispose();
        using var mapper = Run("epmd", ["-kill"]);
        await mapper.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The wrapper on the PATH of Debian switches user as root and loses our settings; the one in the package's own folder keeps them.</summary>
    private static string Script => Directory.Exists("/usr/lib/rabbitmq/bin") ? "/usr/lib/rabbitmq/bin/rabbitmq-server" : "rabbitmq-server";

    private Process Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var started = Process.Start(start)!;
        _ = started.StandardOutput.ReadToEndAsync();
        _ = started.StandardError.ReadToEndAsync();
        return started;
    }

    /// <summary>The port is open before the broker takes connections: its greeting to a wrong protocol header is its own.</summary>
    private async Task<bool> AnswersAsync()
    {
        if (process!.HasExited)
            throw new InvalidOperationException($"rabbitmq-server ended with {process.ExitCode}.");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            await using var stream = client.GetStream();
            await stream.WriteAsync("nothing\n"u8.ToArray());
            var answer = new byte[4];
            return await stream.ReadAsync(answer) == 4 && answer[0] == 'A';
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
