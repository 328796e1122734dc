using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using PhStudio.Messaging.TestKit.Logs;

namespace PhStudio.Messaging.TestKit.Whole;

/// <summary>One of our programs as a real process: everything it prints is kept, and it is stopped by its own process id.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    /// <summary>Names, among the settings of a program, the folder of the repository that it is started from: that of another version than today's.</summary>
    public const string ProgramsRoot = "TEST_PROGRAMS";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Task _reading;
    private bool _disposed;

    private ServiceProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>What it logs as an error, which the test has to name. Null where its owner looks at several processes at once, or nobody does.</summary>
    public ErrorLines? Errors { get; set; } = new();

    public Uri Address { get; }

    public string Output => string.Join('\n', _output);

    public int ProcessId => _process.Id;

    /// <summary>Starts a program of <c>src/</c>, on a free port where the environment names none.</summary>
    public static ServiceProcess Start(string project, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        // Two cores serve several processes here: each would otherwise take a heap for each core.
        var smaller = new Dictionary<string, string>(environment);
        smaller.TryAdd("DOTNET_gcServer", "0");
        var root = environment.GetValueOrDefault(ProgramsRoot, Repository.Root);
        return StartFrom(Path.Combine(root, "src", project, "bin", Repository.Configuration, "net10.0"), project, smaller, arguments);
    }

    /// <summary>Starts a program from a folder of its own, as a user who installed it there would.</summary>
    public static ServiceProcess StartFrom(string folder, string project, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartFrom(folder, folder, project, environment, arguments);

    /// <summary>Starts a program of <c>src/</c> in a working folder of its own.</summary>
    public static ServiceProcess StartIn(string workingFolder, string project, IReadOnlyDictionary<string, string> environment) =>
        StartFrom(Path.Combine(Repository.Root, "src", project, "bin", Repository.Configuration, "net10.0"), workingFolder, project, environment, []);

    private static ServiceProcess StartFrom(string folder, string workingFolder, string project, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var address = new Uri(environment.GetValueOrDefault("ASPNETCORE_URLS") ?? $"http://127.0.0.1:{FreePort.Next()}");
        var start = new ProcessStartInfo(Path.Combine(folder, $"PhStudio.Messaging.{project}"), arguments)
        {
            WorkingDirectory = workingFolder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = address.ToString().TrimEnd('/');
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        return new ServiceProcess(Process.Start(start)!, address);
    }

    /// <summary>Returns when every part that it needs is there.</summary>
    public async Task<ServiceProcess> ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.GetAsync($"{_process.StartInfo.FileName} to be ready", async () =>
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode}:\n{Output}");
            }
            try
            {
                using var answer = await http.GetAsync("/health/ready");
                return (Ready: answer.IsSuccessStatusCode, Last: $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}", Output);
            }
            catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
            {
                return (Ready: false, Last: e.Message, Output);
            }
        }, seen => seen.Ready, TimeSpan.FromSeconds(60));
        return this;
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(deadline.Token);
        await _reading;
        return _process.ExitCode;
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and its orderly end.</summary>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();
        }
        return await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        if (!_process.HasExited)
        {
            await KillAsync();
        }
        await _reading;
        _process.Dispose();
        Errors?.AddOutput(Output);
        Errors?.Check();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _output.Enqueue(line);
        }
    }
}
