using System.Text.Json;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.SystemTests;

/// <summary>What the rules, their tests and the dashboard ask for, beside what the pages of the services and the broker have: names, labels, values of labels, and bounds of histograms.</summary>
internal static partial class ScrapedMetrics
{
    /// <summary>Only there after something that a healthy system does not do, or with settings that this one has not; their names are looked for in the code (ObservabilityTests).</summary>
    private static readonly string[] Rare =
    [
        "messaging_masstransit_consume_errors_ea_total", "buttons_refused_total", "sender_deferred_total", "redis_saga_conflicts_total", "redis_scheduler_lag_seconds_bucket",
        "sender_webhook_error_age_seconds", "sender_certificate_expires_in_seconds", "gateway_key_expires_in_seconds",
    ];

    // Of other programs, or given by Prometheus itself.
    private static readonly string[] OfOthers = ["up", "ALERTS", "redis_up"];
    private static readonly string[] LabelsOfPrometheus = ["job", "instance", "service"];

    private static string Folder => Path.Combine(Repository.Root, "infra", "observability");

    /// <summary>Where the broker tells the length of its queues, as Prometheus asks it here.</summary>
    public static async Task<Uri> PageOfQueuesAsync()
    {
        var job = QueuesJob().Match(await File.ReadAllTextAsync(Path.Combine(Folder, "prometheus.yaml")));
        Assert.True(job.Success, "prometheus.yaml has no job phstudio-rabbitmq-queues of that form");
        return new Uri(RealServers.RabbitMqMetrics, $"{job.Groups["path"].Value}?{string.Join('&', job.Groups["families"].Value.Split(',', StringSplitOptions.TrimEntries).Select(family => $"family={family}"))}");
    }

    /// <summary>What is asked for and stands on no page, in words.</summary>
    public static async Task<IReadOnlyList<string>> MissingAsync(IReadOnlyList<string> pages)
    {
        var series = pages.SelectMany(page => Series().Matches(page)).Select(match => (Name: match.Groups["name"].Value, Labels: Labels(match.Groups["labels"].Value))).ToLookup(one => one.Name, one => one.Labels);
        var missing = new List<string>();
        foreach (var expression in await ExpressionsAsync())
        {
            var grouped = Grouping().Matches(expression).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Except(LabelsOfPrometheus).ToList();
            foreach (Match asked in Metric().Matches(Grouping().Replace(expression, " ")))
            {
                var name = asked.Groups["name"].Value;
                if (OfOthers.Contains(name) || Rare.Contains(name))
                {
                    continue;
                }

                var wanted = Labels(asked.Groups["labels"].Value);
                // A pattern or a "not" asks for the label, an equality for its value too.
                if (!series[name].Any(labels => grouped.TrueForAll(labels.ContainsKey) && wanted.All(label => labels.TryGetValue(label.Key, out var value) && (label.Value is null || label.Value == value))))
                {
                    missing.Add($"{name}{{{asked.Groups["labels"].Value}}} by ({string.Join(", ", grouped)}) in {expression}");
                }
            }
        }

        foreach (var file in Directory.GetFiles(Folder, "*.test.yaml"))
        {
            missing.AddRange(Bucket().Matches(await File.ReadAllTextAsync(file)).Where(bucket => !series[bucket.Groups["name"].Value].Any(labels => labels.GetValueOrDefault("le") == bucket.Groups["le"].Value)).Select(bucket => $"{bucket.Value} of {Path.GetFileName(file)}"));
        }

        return missing;
    }

    private static async Task<IReadOnlyList<string>> ExpressionsAsync()
    {
        var rules = Rule().Matches(await File.ReadAllTextAsync(Path.Combine(Folder, "rules.yaml"))).Select(match => match.Groups["expression"].Value.ReplaceLineEndings(" "));
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "grafana", "phstudio.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!)).ToList();
        return [.. rules, .. panels];
    }

    private static Dictionary<string, string?> Labels(string text) =>
        Label().Matches(text).GroupBy(match => match.Groups["name"].Value).ToDictionary(label => label.Key, label => label.First().Groups["op"].Value == "=" ? label.First().Groups["value"].Value : null, StringComparer.Ordinal);

    [GeneratedRegex(@"(?m)^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*)\})? \S+", RegexOptions.ExplicitCapture)]
    private static partial Regex Series();

    [GeneratedRegex(@"(?<name>\w+)(?<op>=~|!=|!~|=)""(?<value>[^""]*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    [GeneratedRegex(@"\b(by|on|without|ignoring) ?\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w""])(?<name>[a-zA-Z]+_\w+|up|ALERTS)(?!\w*\()(\{(?<labels>[^}]*)\})?", RegexOptions.ExplicitCapture)]
    private static partial Regex Metric();

    [GeneratedRegex(@"(?m)^        expr: (>-\n)?(?<expression>.+(\n          .+)*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Rule();

    [GeneratedRegex(@"job_name: phstudio-rabbitmq-queues\s+metrics_path: (?<path>\S+)\s+params: \{ family: \[(?<families>[^\]]+)\] \}", RegexOptions.ExplicitCapture)]
    private static partial Regex QueuesJob();

    [GeneratedRegex(@"(?<name>\w+_bucket)\{[^}]*le=""(?<le>[^""]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Bucket();
}
