using System.Text.RegularExpressions;

namespace PhStudio.Messaging.InfraTests.Observability;

/// <summary>The metrics that can be there, by the names that Prometheus gives them: ours read out of the code, those of others as they are documented.</summary>
internal static partial class KnownMetrics
{
    /// <summary>Of .NET, ASP.NET Core, MassTransit, the broker's plugin, the exporter of Redis, and Prometheus itself.</summary>
    private static readonly string[] OfOthers =
    [
        "up", "ALERTS", "redis_up",
        "http_server_request_duration_seconds_bucket", "http_server_request_duration_seconds_count",
        "dotnet_process_memory_working_set_bytes", "dotnet_process_cpu_time_seconds_total", "dotnet_thread_pool_queue_length_total",
        // MassTransit's counters of what is active are left out: after a fault they never come down.
        "messaging_masstransit_consume_ea_total", "messaging_masstransit_consume_errors_ea_total",
        "rabbitmq_detailed_queue_messages", "rabbitmq_detailed_queue_messages_ready", "rabbitmq_detailed_queue_consumers",
    ];

    public static IReadOnlySet<string> All()
    {
        var names = new HashSet<string>(OfOthers, StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Where(path => !path.Contains("/obj/", StringComparison.Ordinal)))
        {
            foreach (Match made in Instrument().Matches(File.ReadAllText(file)))
            {
                // redis.{kind}.sent stands for the scheduler's and the outbox's.
                foreach (var name in made.Groups["name"].Value.Contains("{kind}", StringComparison.Ordinal)
                    ? new[] { "scheduler", "bus_outbox" }.Select(kind => made.Groups["name"].Value.Replace("{kind}", kind, StringComparison.Ordinal))
                    : [made.Groups["name"].Value])
                {
                    names.UnionWith(InPrometheus(made.Groups["kind"].Value, name, made.Groups["unit"].Value));
                }
            }
        }

        Assert.True(names.Count > OfOthers.Length + 20, $"only {names.Count - OfOthers.Length} metrics were found in the code");
        return names;
    }

    private static IEnumerable<string> InPrometheus(string kind, string name, string unit)
    {
        var plain = name.Replace('.', '_') + unit switch { "s" => "_seconds", "ms" => "_milliseconds", "By" => "_bytes", _ => "" };
        return kind switch
        {
            "Counter" or "ObservableCounter" => [plain + "_total"],
            "Histogram" => [plain + "_bucket", plain + "_count", plain + "_sum"],
            _ => [plain],
        };
    }

    // CreateCounter<long>("name", "unit", ...), with the name on this line or the next. A unit in braces is a remark.
    [GeneratedRegex(@"Create(?<kind>Counter|Histogram|ObservableGauge|ObservableCounter|UpDownCounter|ObservableUpDownCounter|Gauge)(<\w+>)?\(\s*\$?""(?<name>[a-z_.{}]+)""(,\s*(unit:\s*)?""(?<unit>s|ms|By)"")?")]
    private static partial Regex Instrument();
}
