using System.Diagnostics;
using System.Globalization;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.SystemBench;

/// <summary>How much processor time each part of the system takes for one press.</summary>
internal static class ProcessorTimes
{
    public static IReadOnlyDictionary<string, TimeSpan> Of(Cluster cluster)
    {
        var parts = cluster.Processes.ToList();
        if (int.TryParse(Environment.GetEnvironmentVariable("BENCH_RABBITMQ_PID"), CultureInfo.InvariantCulture, out var broker))
        {
            parts.Add(("RabbitMQ", broker));
        }
        parts.Add(("Redis", cluster.Redis.ProcessId));
        parts.Add(("the bench with the emulated Telegram", Environment.ProcessId));
        return parts.GroupBy(part => part.Project).ToDictionary(part => part.Key, part => part.Aggregate(TimeSpan.Zero, (sum, one) => sum + TimeOf(one.ProcessId)));
    }

    public static void Print(IReadOnlyDictionary<string, TimeSpan> before, IReadOnlyDictionary<string, TimeSpan> after, int presses)
    {
        Console.WriteLine("\n| part | processor time a press |\n|---|---|");
        foreach (var (part, time) in after)
        {
            Console.WriteLine(FormattableString.Invariant($"| {part} | {(time - before[part]).TotalMilliseconds / presses:0.00} ms |"));
        }
        Console.WriteLine(FormattableString.Invariant($"| all | {after.Sum(part => (part.Value - before[part.Key]).TotalMilliseconds) / presses:0.00} ms |"));
    }

    private static TimeSpan TimeOf(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }
}
