using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.SystemTests;

/// <summary>The examples of README.md do what they say, as they stand there; only addresses and the key are those of the test.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task Every_example_brings_its_booking_into_the_staff_chat()
    {
        await using var cluster = await Cluster.StartAsync();
        var examples = Examples();

        await RunAsync("bash", ["-c", Adapted(examples["curl"], cluster)]);
        await RunAsync("/usr/bin/python3", ["-c", Adapted(examples["python-http"], cluster)]);
        await RunAsync("/usr/bin/python3", ["-c", Adapted(examples["python-amqp"], cluster)]);
        await RunCSharpAsync(Adapted(examples["csharp"], cluster));

        var messages = await cluster.AwaitMessagesAsync(4);
        foreach (var id in new[] { "PH-2026/17", "PH-2026/18", "PH-2026/19", "PH-2026/20" })
            Assert.Single(messages, message => message.Text.Contains(id, StringComparison.Ordinal));
        Assert.Equal(4, examples.Count);
    }

    private static Dictionary<string, string> Examples() => Example().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")))
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["code"].Value);

    private static string Adapted(string example, Cluster cluster) => example
        .Replace("http://localhost:5080", cluster.GatewayAddress.ToString().TrimEnd('/'), StringComparison.Ordinal)
        .Replace("demo-key-of-standalone", Cluster.ApiKey, StringComparison.Ordinal)
        .Replace("amqp://guest:guest@localhost:5672/", cluster.Broker.Url, StringComparison.Ordinal);

    private static async Task RunCSharpAsync(string program)
    {
        var folder = Directory.CreateTempSubdirectory("phstudio-readme-");
        try
        {
            var file = Path.Combine(folder.FullName, "example.cs");
            // What "with the package PhStudio.Messaging.Contracts and MassTransit" means in a program of one file.
            await File.WriteAllTextAsync(file, $"""
                #:sdk Microsoft.NET.Sdk.Web
                #:package MassTransit.RabbitMQ@8.4.0
                #:project {Path.Combine(Repository.Root, "src", "Contracts", "Contracts.csproj")}
                #:property PublishAot=false
                {program}
                """);
            await RunAsync("dotnet", ["run", file]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}:\n{await output}\n{await error}");
    }

    [GeneratedRegex("<!-- example: (?<name>[a-z-]+) -->\n```[a-z]+\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Example();
}
