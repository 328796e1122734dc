using System.Diagnostics;
using System.Net.Sockets;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>A RabbitMQ of a test's own, which may be stopped and started again on the same data. It takes ten seconds to start: for what a virtual host of the shared one cannot show.</summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phstudio-rabbitmq-").FullName;
    private readonly int _port;
    private readonly Dictionary<string, string> _environment;
    private Process? _process;

    private RabbitMqServer(int port, int portMapper, string? home, IReadOnlyList<int> cluster, string settings = "", int? nodePort = null)
    {
        _port = port;
        var nodes = cluster.Select((node, i) => $"cluster_formation.classic_config.nodes.{i + 1} = {Name(node)}\n");
        File.WriteAllText(Path.Combine(_folder, "rabbitmq.conf"), $"listeners.tcp.default = 127.0.0.1:{_port}\ndisk_free_limit.absolute = 50MB\nvm_memory_high_watermark.absolute = 1GB\nqueue_leader_locator = balanced\n"
            + (cluster.Count > 0 ? "cluster_formation.peer_discovery_backend = classic_config\ncluster_partition_handling = pause_minority\nnet_ticktime = 6\n" + string.Concat(nodes) : "") + settings);
        File.WriteAllText(Path.Combine(_folder, "enabled_plugins"), "[].\n");
        _environment = new Dictionary<string, string>
        {
            ["HOME"] = home ?? _folder,
            ["RABBITMQ_NODENAME"] = Name(_port),
            ["RABBITMQ_NODE_PORT"] = $"{_port}",
            ["RABBITMQ_DIST_PORT"] = $"{nodePort ?? FreePort.Next()}",
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq"),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
            // A port mapper of its own, as tests/servers.sh does it: the shared one would listen on every address and outlive the test.
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = $"{portMapper}",
        };
    }

    public int Port => _port;

    /// <summary>What RABBITMQ_URL takes.</summary>
    public string Url => $"amqp://guest:guest@127.0.0.1:{_port}/";

    /// <param name="settings">What its configuration has besides, a line each: <c>default_user = studio</c>.</param>
    public static async Task<RabbitMqServer> StartAsync(params string[] settings)
    {
        var server = new RabbitMqServer(FreePort.Next(), FreePort.Next(), home: null, cluster: [], string.Concat(settings.Select(line => line + "\n")));
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Nodes of one cluster as <c>infra/rabbitmq/cluster.conf</c> has it, started one after the other: each joins those before it. Their network comes with them.</summary>
    public static async Task<(IReadOnlyList<RabbitMqServer> Nodes, ClusterNetwork Network)> StartClusterAsync(int nodes)
    {
        var ports = Enumerable.Range(0, nodes).Select(_ => (Client: FreePort.Next(), Node: FreePort.Next())).ToList();
        var network = ClusterNetwork.Of(ports.ConvertAll(port => (Name(port.Client).Split('@')[0], port.Client, port.Node)));
        var started = new List<RabbitMqServer>();
        foreach (var (i, port) in ports.Index())
        {
            // The cookie that lets nodes into a cluster lies in the first one's home.
            started.Add(new RabbitMqServer(port.Client, network.Mappers[i], started.FirstOrDefault()?._folder, ports.ConvertAll(one => one.Client), nodePort: port.Node));
            await started[^1].StartAgainAsync();
        }

        return (started, network);
    }

    /// <summary>Its name in the cluster, without the host.</summary>
    internal string ShortName => Name(_port).Split('@')[0];

    /// <summary>What <c>rabbitmqctl cluster_status</c> of this node says, as JSON; empty where it cannot say.</summary>
    public async Task<string> ClusterStatusAsync()
    {
        using var tool = Run(Path.Combine(Path.GetDirectoryName(Script)!, "rabbitmqctl"), ["-n", Name(_port), "-t", "15", "-q", "cluster_status", "--formatter", "json"], out var said);
        await tool.WaitForExitAsync();
        return tool.ExitCode == 0 ? await said : "";
    }

    public async Task StartAgainAsync()
    {
        _process = Run(Script, []);
        await Eventually.TrueAsync("rabbitmq-server to answer", AnswersAsync, TimeSpan.FromSeconds(90));
    }

    /// <summary>SIGTERM, and its orderly end.</summary>
    /// <remarks>Not <c>kill -9</c>: RabbitMQ 3.10 was seen to start again with a quorum queue that never found its leader, and then confirms nothing for it.</remarks>
    public async Task StopAsync()
    {
        // The script runs the Erlang machine as its child.
        using var signal = Process.Start("pkill", ["-TERM", "-P", $"{_process!.Id}"]);
        await signal.WaitForExitAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(deadline.Token);
    }

    /// <summary><c>kill -9</c>: for a node of a cluster, whose queues the other nodes hold too.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    private static string Name(int port) => $"phstudio-test-{port}@localhost";

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
        }
        await _process!.WaitForExitAsync();
        _process.Dispose();
        using var mapper = Run("epmd", ["-kill"]);
        await mapper.WaitForExitAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The wrapper on the PATH of Debian switches user as root and loses our settings; the one in the package's own folder keeps them.</summary>
    private static string Script => Environment.GetEnvironmentVariable("TEST_RABBITMQ_BIN") is { Length: > 0 } other ? Path.Combine(other, "rabbitmq-server")
        : Directory.Exists("/usr/lib/rabbitmq/bin") ? "/usr/lib/rabbitmq/bin/rabbitmq-server" : "rabbitmq-server";

    private Process Run(string program, string[] arguments) => Run(program, arguments, out _);

    private Process Run(string program, string[] arguments, out Task<string> output)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }
        var started = Process.Start(start)!;
        output = started.StandardOutput.ReadToEndAsync();
        _ = started.StandardError.ReadToEndAsync();
        return started;
    }

    /// <summary>The port is open before the broker takes connections: its greeting to a wrong protocol header is its own.</summary>
    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited)
        {
            throw new InvalidOperationException($"rabbitmq-server ended with {_process.ExitCode}.");
        }
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
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
