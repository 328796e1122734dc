namespace PhStudio.Messaging.Sender.Bench;

/// <summary>What <c>--help</c> says.</summary>
internal static class Usage
{
    public const string Text = """
        Measures the Sender as a process of its own against the emulated Telegram, on a real RabbitMQ and Redis, and prints a Markdown table.

          dotnet run -c Release --project bench/Sender.Bench            every row, about 8 minutes
          dotnet run -c Release --project bench/Sender.Bench -- ROW...  only these rows

        Rows: rate group critical speed pool memory

        Uses the RabbitMQ that TEST_RABBITMQ_URL and TEST_RABBITMQ_MANAGEMENT_URL name; where they are unset it starts one by ./test --serve.
        Each row has a virtual host, a Redis and an emulator of its own. Nothing else should run on the machine meanwhile.
        """;
}

/// <summary>Which machine it was.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var model = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        return $"{Environment.ProcessorCount} cores ({model ?? "unknown"}), {Environment.OSVersion}, .NET {Environment.Version}, load before the start {load}.";
    }
}
