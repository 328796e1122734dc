using System.Diagnostics;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Clients;

/// <summary>The clients of package.json, installed once into a folder of their own, with the scripts that use them.</summary>
public sealed class NodeClients : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phstudio-emulator-clients").FullName;

    public async ValueTask InitializeAsync()
    {
        var from = Path.Combine(Repository.Root, "tests", "TelegramEmulator.Tests", "Clients");
        foreach (var file in Directory.GetFiles(from).Where(file => Path.GetExtension(file) is ".json" or ".mjs"))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        await RunAsync("npm", ["ci", "--silent", "--no-audit", "--no-fund"]);
    }

    /// <summary>Runs a client against an emulator, and gives what it printed.</summary>
    internal Task<string> RunAsync(string client, RunningEmulator emulator) =>
        RunAsync("node", [$"{client}.mjs"], ("EMULATOR_URL", emulator.Url), ("EMULATOR_TOKEN", EmulatorOptions.DemoToken));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<string> RunAsync(string program, string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await errors}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
