using System.Diagnostics;

namespace PhStudio.Messaging.InfraTests.Compose;

/// <summary>A folder with what infra/make-secrets and infra/kubernetes/create-secrets need of the repository, so that they make their files there.</summary>
internal sealed class MadeSecrets : IDisposable
{
    private static readonly string[] Copied =
        ["infra/make-secrets", "infra/kubernetes/create-secrets", "infra/compose/secrets.yaml", "infra/compose/settings.yaml", "infra/rabbitmq/definitions.json"];

    public MadeSecrets()
    {
        foreach (var path in Copied)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
            File.Copy(Path.Combine(Repository.Root, path), In(path));
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("phstudio-secrets-").FullName;

    /// <summary>The path of a file there, named from the root of the repository.</summary>
    public string In(string path) => Path.Combine(Folder, path);

    /// <summary>Runs infra/make-secrets, which must end well. Returns what it complains of.</summary>
    public async Task<string> MakeAsync(params string[] arguments)
    {
        var (code, error) = await RunAsync("infra/make-secrets", arguments);
        Assert.True(code == 0, error);
        return error;
    }

    /// <summary>Runs one of the scripts.</summary>
    public async Task<(int Code, string Error)> RunAsync(string script, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(In(script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, texts[1]);
    }

    /// <summary>What a secret says.</summary>
    public async Task<string> ReadAsync(string secret) => (await File.ReadAllTextAsync(In($"secrets/{secret}"), TestContext.Current.CancellationToken)).TrimEnd('\n');

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
