using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>A Redis of a test's own, with the append-only file, which may be killed and started again on the same file.</summary>
public sealed partial class RedisServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phstudio-redis-").FullName;
    private readonly int _port = FreePort.Next();
    private readonly string[] _settings;
    private Process? _process;

    private RedisServer(string[] settings) => _settings = settings;

    public string Url => $"redis://127.0.0.1:{_port}";

    public int ProcessId => _process!.Id;

    public string Address => $"127.0.0.1:{_port}";

    public int Port => _port;

    /// <param name="settings">What it has besides or instead, as redis-server takes it: <c>--appendfsync always</c>.</param>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var server = new RedisServer(settings);
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync()
    {
        // A file that may grow no further is then an error of the write (FillDiskAsync), and not the process's end.
        _process = Process.Start(new ProcessStartInfo("sh",
            ["-c", "trap '' XFSZ; exec redis-server \"$@\"", "redis-server", "--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction", .. _settings])
        { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        _ = _process.StandardError.ReadToEndAsync();
        await Eventually.TrueAsync("redis-server to answer", AnswersAsync);
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>From now on it cannot write its append-only file, as on a disk that is full: no file of it may grow.</summary>
    public Task FillDiskAsync() => LimitFilesAsync("1:");

    /// <summary>There is room again.</summary>
    public Task FreeDiskAsync() => LimitFilesAsync("unlimited:");

    /// <summary>Stops it where it stands: it takes connections and commands, and answers none, until it is killed.</summary>
    public async Task FreezeAsync()
    {
        using var signal = Process.Start("kill", ["-STOP", $"{_process!.Id}"]);
        await signal.WaitForExitAsync();
    }

    /// <summary>A line of INFO, such as <c>connected_slaves</c>; empty where there is none.</summary>
    public async Task<string> InfoAsync(string name)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("INFO\r\nQUIT\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..] ?? "";
    }

    /// <summary>One command by hand, as <c>redis-cli</c> sends it. Returns the first line of the answer.</summary>
    public async Task<string> CommandAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(command + "\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync() ?? "";
    }

    /// <summary>Makes it follow another one from now on.</summary>
    public Task FollowAsync(RedisServer master) => CommandAsync($"REPLICAOF 127.0.0.1 {master._port}");

    /// <summary>Makes it a master again.</summary>
    public Task PromoteAsync() => CommandAsync("REPLICAOF NO ONE");

    /// <summary>How many scripts it has run: a measure of how far the services have come.</summary>
    public async Task<long> ScriptsAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("INFO commandstats\r\nQUIT\r\n"u8.ToArray());
        using var reader = new StreamReader(stream);
        var statistics = await reader.ReadToEndAsync();
        return ScriptCalls().Matches(statistics).Sum(match => long.Parse(match.Groups["calls"].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("cmdstat_eval(sha)?:calls=(?<calls>[0-9]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ScriptCalls();

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task LimitFilesAsync(string bytes)
    {
        using var limit = Process.Start("prlimit", ["--pid", $"{_process!.Id}", $"--fsize={bytes}"]);
        await limit.WaitForExitAsync();
        if (limit.ExitCode != 0)
        {
            throw new InvalidOperationException("prlimit could not say how large a file of redis-server may grow.");
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            await using var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            return await stream.ReadAsync(answer) == 5 && answer[1] is (byte)'P' or (byte)'N'; // PONG, or NOAUTH
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
