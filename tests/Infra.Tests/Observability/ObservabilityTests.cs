using System.Text.Json;
using System.Text.RegularExpressions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.InfraTests.Compose;
using YamlDotNet.Serialization;

namespace PhStudio.Messaging.InfraTests.Observability;

/// <summary>The alerts and the dashboard of <c>infra/observability</c>.</summary>
public sealed partial class ObservabilityTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "infra", "observability");

    [Fact]
    public async Task Prometheus_takes_the_rules_and_they_fire_when_they_should()
    {
        await ReadmeExamples.RunAsync("promtool", ["check", "rules", Path.Combine(Folder, "rules.yaml")]);
        await ReadmeExamples.RunAsync("promtool", ["test", "rules", .. Directory.GetFiles(Folder, "*.test.yaml")]);
    }

    [Fact]
    public async Task Every_alert_fires_in_a_test()
    {
        var fired = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(Folder, "*.test.yaml"))
        {
            fired.UnionWith(Fired().Matches(await File.ReadAllTextAsync(file)).Select(match => match.Groups[1].Value));
        }

        Assert.All(await AlertsAsync(), alert => Assert.True(fired.Contains(alert["alert"].ToString()!), $"no test sees {alert["alert"]} fire"));
    }

    [Fact]
    public async Task Every_metric_of_an_alert_or_a_panel_is_one_that_somebody_emits()
    {
        var known = KnownMetrics.All();
        var expressions = (await AlertsAsync()).Select(alert => (Where: alert["alert"].ToString()!, Expression: alert["expr"].ToString()!)).Concat(await PanelsAsync()).ToList();

        Assert.True(expressions.Count > 40, $"{expressions.Count} expressions");
        foreach (var (where, expression) in expressions)
        {
            var named = MetricsOf(expression);
            Assert.All(named, metric => Assert.True(known.Contains(metric), $"{where}: nobody emits {metric}"));
        }
    }

    [Fact]
    public async Task Every_job_that_an_alert_or_a_panel_names_is_scraped()
    {
        var configuration = await File.ReadAllTextAsync(Path.Combine(Folder, "prometheus.yaml"));
        var jobs = Job().Matches(configuration).Select(match => match.Groups[1].Value).ToList();
        var expressions = (await AlertsAsync()).Select(alert => alert["expr"].ToString()!).Concat((await PanelsAsync()).Select(panel => panel.Expression));
        var named = expressions.SelectMany(expression => NamedJobs().Matches(expression)).Select(match => match.Groups[1].Value).ToList();

        Assert.True(named.Count >= 5, $"{named.Count} jobs are named");
        Assert.All(named, name => Assert.Contains(jobs, job => Regex.IsMatch(job, $"^(?:{name})$")));
    }

    [Theory]
    [InlineData("servers", 1)]
    [InlineData("servers-cluster", 3)]
    public async Task Prometheus_takes_its_configuration_and_asks_every_server(string servers, int count)
    {
        var folder = Directory.CreateTempSubdirectory("phstudio-prometheus-");
        try
        {
            var configuration = (await File.ReadAllTextAsync(Path.Combine(Folder, "prometheus.yaml")))
                .Replace("/etc/prometheus/servers/", Path.Combine(Folder, servers) + "/", StringComparison.Ordinal).Replace("/etc/prometheus/", Folder + "/", StringComparison.Ordinal);
            var copy = Path.Combine(folder.FullName, "prometheus.yaml");
            await File.WriteAllTextAsync(copy, configuration);

            await ReadmeExamples.RunAsync("promtool", ["check", "config", copy]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        var composed = ComposeFile.Read(servers == "servers" ? "compose.yaml" : "compose.cluster.yaml");
        Assert.Contains($"./infra/observability/{servers}:/etc/prometheus/servers:ro", composed.Services["prometheus"].Volumes);
        foreach (var (file, server) in new[] { ("rabbitmq.yaml", "rabbitmq"), ("redis.yaml", "redis") })
        {
            // The same names as those of the containers.
            var targets = Target().Matches(await File.ReadAllTextAsync(Path.Combine(Folder, servers, file))).Select(match => match.Groups[1].Value).ToList();
            Assert.Equal(Enumerable.Range(1, count).Select(number => number == 1 ? server : $"{server}-{number}"), targets);
            Assert.All(targets, target => Assert.Contains(target, composed.Services.Keys));
        }
    }

    [Fact]
    public async Task Every_alert_has_its_section_in_the_runbook()
    {
        var runbook = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"));
        foreach (var alert in await AlertsAsync())
        {
            var name = alert["alert"].ToString()!;
            var annotations = (Dictionary<object, object>)alert["annotations"];

            Assert.Equal("docs/operations.md#" + name.ToLowerInvariant(), annotations["runbook"]);
            Assert.True(Regex.IsMatch(runbook, $"(?m)^### {name}$"), $"docs/operations.md has no section {name}");
            Assert.Contains((string)((Dictionary<object, object>)alert["labels"])["severity"], new[] { "critical", "warning" });
        }
    }

    [Fact]
    public async Task What_names_one_lane_names_all_or_the_urgent_ones()
    {
        string[] all = [.. Enum.GetNames<Priority>().Select(name => name.ToLowerInvariant())];
        var expressions = (await AlertsAsync()).Select(alert => alert["expr"].ToString()!).Concat((await PanelsAsync()).Select(panel => panel.Expression));
        var lanes = expressions.SelectMany(expression => Lanes().Matches(expression)).Select(match => match.Groups[1].Value.Split('|').Order().ToArray()).ToList();

        Assert.NotEmpty(lanes);
        Assert.All(lanes, named => Assert.Equal(named.Contains("normal") ? all.Order() : all.Except(["normal", "low"]).Order(), named));
    }

    [Theory]
    [InlineData("prometheus.yaml")]
    [InlineData("otel-collector.yaml")]
    [InlineData("grafana/datasource.yaml")]
    [InlineData("grafana/dashboards.yaml")]
    public async Task A_configuration_is_readable_and_has_no_key_twice(string file) =>
        Assert.NotEmpty(new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<string, object>>(await File.ReadAllTextAsync(Path.Combine(Folder, file))));

    private static async Task<List<Dictionary<object, object>>> AlertsAsync()
    {
        var rules = new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<string, List<Dictionary<string, object>>>>(await File.ReadAllTextAsync(Path.Combine(Folder, "rules.yaml")));
        return [.. rules["groups"].SelectMany(group => (List<object>)group["rules"]).Cast<Dictionary<object, object>>()];
    }

    private static async Task<List<(string Where, string Expression)>> PanelsAsync()
    {
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "grafana", "phstudio.json")));
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!)))];
    }

    // Without selectors, texts, the labels of groupings and functions, what is left of a name is a metric.
    private static IEnumerable<string> MetricsOf(string expression)
    {
        var bare = Grouping().Replace(Selector().Replace(expression, ""), " ");
        return Name().Matches(bare).Select(match => match.Value).Where(name => name is not ("and" or "or" or "unless" or "on" or "by"));
    }

    [GeneratedRegex("(?m)^  - job_name: (.+)$")]
    private static partial Regex Job();

    [GeneratedRegex(@"alertname: (\w+)\s+exp_alerts:\s+- exp_labels")]
    private static partial Regex Fired();

    [GeneratedRegex("job=~?\"([^\"]+)\"")]
    private static partial Regex NamedJobs();

    [GeneratedRegex(@"""(?:redis://)?([a-z0-9-]+):\d+""")]
    private static partial Regex Target();

    [GeneratedRegex(@"\.\+-\(([a-z|]+)\)")]
    private static partial Regex Lanes();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|""[^""]*""")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(by|on|without|ignoring)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_:][\w:]*(?!\w*\s*\()(?![\w:])")]
    private static partial Regex Name();
}
