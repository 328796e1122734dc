namespace PhStudio.Messaging.SystemTests;

/// <summary>The examples of README.md do what they say, as they stand there; only addresses and the key are those of the test.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task Every_example_brings_its_booking_into_the_staff_chat()
    {
        await using var cluster = await Cluster.StartAsync();
        var examples = ReadmeExamples.Of("README.md");

        await ReadmeExamples.RunAsync("bash", ["-c", Adapted(examples["curl"], cluster)]);
        await ReadmeExamples.RunAsync("/usr/bin/python3", ["-c", Adapted(examples["python-http"], cluster)]);
        await ReadmeExamples.RunAsync("/usr/bin/python3", ["-c", Adapted(examples["python-amqp"], cluster)]);
        await ReadmeExamples.RunCSharpAsync("Contracts", Adapted(examples["csharp"], cluster));

        var messages = await cluster.AwaitMessagesAsync(4);
        foreach (var id in new[] { "PH-2026-17", "PH-2026-18", "PH-2026-19", "PH-2026-20" })
        {
            Assert.Single(messages, message => message.Text.Contains(id, StringComparison.Ordinal));
        }
        Assert.Equal(4, examples.Count);
    }

    private static string Adapted(string example, Cluster cluster) => example
        .Replace("http://localhost:5080", cluster.GatewayAddress.ToString().TrimEnd('/'), StringComparison.Ordinal)
        .Replace("demo-key-of-standalone", Cluster.ApiKey, StringComparison.Ordinal)
        .Replace("amqp://platform:password@broker.example:5672/", cluster.Broker.Url, StringComparison.Ordinal);
}
