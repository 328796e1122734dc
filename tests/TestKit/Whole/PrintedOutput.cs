using PhStudio.Messaging.TestKit.Logs;

namespace PhStudio.Messaging.TestKit.Whole;

/// <summary>What processes printed, looked at when they have ended: no error that the test did not name, no secret, no name and no text.</summary>
/// <param name="errors">Takes the errors.</param>
/// <param name="secrets">What nobody may find.</param>
internal sealed class PrintedOutput(ErrorLines errors, IReadOnlyList<string> secrets)
{
    /// <summary>With <c>TEST_OUTPUT</c> naming a folder, what each process printed is left there.</summary>
    public static void Keep(IEnumerable<(string Project, ServiceProcess Process)> processes)
    {
        if (Environment.GetEnvironmentVariable("TEST_OUTPUT") is not { Length: > 0 } folder)
        {
            return;
        }
        Directory.CreateDirectory(folder);
        foreach (var (project, process) in processes)
        {
            File.WriteAllText(Path.Combine(folder, $"{project}-{process.Address.Port}.log"), process.Output);
        }
    }

    /// <summary>Fails the test over what it finds. A release's own output is not given here: it cannot be mended any more.</summary>
    public void Check(IReadOnlyCollection<ServiceProcess> processes)
    {
        foreach (var process in processes)
        {
            errors.AddOutput(process.Output);
        }
        // First, as it throws nothing while a test runs.
        errors.Check();
        foreach (var process in processes)
        {
            Search(process.Output);
        }
    }

    private void Search(string output)
    {
        foreach (var secret in secrets.Where(secret => output.Contains(secret, StringComparison.Ordinal)))
        {
            var line = output.Split('\n').First(text => text.Contains(secret, StringComparison.Ordinal));
            throw new InvalidOperationException($"A process printed a secret, a name or a text ({secret[..3]}...) in this line: {line}");
        }
    }
}
