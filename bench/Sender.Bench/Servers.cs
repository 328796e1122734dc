using System.Diagnostics;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.Sender.Bench;

/// <summary>The RabbitMQ of all rows: the one that the environment names, else one started by <c>./test --serve</c>.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private Process? _serving;

    public static async Task<Servers> StartAsync()
    {
        var servers = new Servers();
        if (Environment.GetEnvironmentVariable("TEST_RABBITMQ_MANAGEMENT_URL") is null)
        {
            await servers.ServeAsync();
        }

        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        if (_serving is not null)
        {
            using var term = Process.Start("kill", ["-TERM", $"{_serving.Id}"]);
            await term.WaitForExitAsync();
            await _serving.WaitForExitAsync();
            _serving.Dispose();
        }
    }

    private async Task ServeAsync()
    {
        _serving = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "test"), ["--serve"]) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = Repository.Root })!;
        for (var missing = 3; missing > 0;)
        {
            var line = await _serving.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("./test --serve ended before it served.");
            if (line.StartsWith("export ", StringComparison.Ordinal))
            {
                var (name, value) = (line[7..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
                Environment.SetEnvironmentVariable(name, value);
                missing--;
            }
        }
    }
}
