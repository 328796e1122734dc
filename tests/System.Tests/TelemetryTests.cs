using System.Text.RegularExpressions;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.SystemTests;

/// <summary>What an operator's collector gets: one trace through all services, logs that belong to it, and no secret in any of it.</summary>
public sealed partial class TelemetryTests(TelemetryTests.Observed observed) : IClassFixture<TelemetryTests.Observed>
{
    private static readonly string[] All = ["gateway", "sender", "webhook-processor"];

    [Fact]
    public async Task A_booking_is_one_trace_from_its_POST_to_sendMessage()
    {
        await observed.Cluster.Gateway.PostBookingAsync("traced/post");

        var trace = await ReachedTelegramAsync("traced/post");

        Assert.Equal(All, trace.Select(span => span.Service).Distinct().Order());
        var call = Assert.Single(trace, span => span.Service == "gateway" && span.Name.StartsWith("POST /bookings", StringComparison.Ordinal));
        Assert.Equal(("POST", "202", "traced/post"), (call.Tags["http.request.method"], call.Tags["http.response.status_code"], call.Tags["phstudio.booking_id"]));
        var sent = trace.Single(span => span.Name == "telegram sendMessage");
        var line = await Eventually.GetAsync("the log line of the message by OTLP", () => Task.FromResult(observed.Collector.Logs.FirstOrDefault(log => log.TraceId == sent.TraceId && log.Body.StartsWith("MessageSent", StringComparison.Ordinal))), log => log is not null);
        Assert.Equal(("sender", sent.Tags["phstudio.message_id"], "traced/post"), (line!.Service, line.Tags["MessageId"], line.Tags["BookingId"]));
        // Logs and spans are exported at times of their own.
        await Eventually.TrueAsync("the span of the log line", () => observed.Collector.Spans.Any(span => span.TraceId == sent.TraceId && span.SpanId == line.SpanId));
        var redis = await Eventually.GetAsync("a command to Redis in the trace", () => Task.FromResult(observed.Collector.Spans.FirstOrDefault(span => span.TraceId == sent.TraceId && IsRedis(span))), span => span is not null);
        Assert.DoesNotContain(redis!.Tags.Values, value => value.Contains("phstudio", StringComparison.Ordinal) || value.Contains("traced", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_platforms_trace_goes_on_from_its_message_on_the_bus_to_sendMessage()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        Assert.True(await observed.Cluster.Broker.PublishAsync("PhStudio.Messaging.Contracts:BookingCreated", Bookings.PlainJson("traced/bus"),
            headers: new Dictionary<string, string> { ["traceparent"] = $"00-{Trace}-00f067aa0ba902b7-01" }));

        var trace = await ReachedTelegramAsync("traced/bus");

        Assert.Equal(Trace, trace[0].TraceId);
        Assert.Superset(new HashSet<string> { "sender", "webhook-processor" }, trace.Select(span => span.Service).ToHashSet());
        await Eventually.TrueAsync("the log line of the booking in the platform's trace", () => observed.Collector.Logs.Any(log => log.TraceId == Trace && log.Body.StartsWith("BookingTaken", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_press_is_one_trace_through_all_three_services_without_a_secret_anywhere()
    {
        var cluster = observed.Cluster;
        await cluster.Gateway.PostBookingAsync("traced/press");
        await ReachedTelegramAsync("traced/press");
        var message = (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Last();
        await cluster.Chats.PressAsync(Cluster.StaffChat, message.Id, Bookings.Staff[0]);

        var trace = await Eventually.GetAsync("the trace of the press from all three services, with its edit", () => Task.FromResult(TraceOfThePress()),
            spans => spans.Any(span => span is { Service: "sender", Name: "telegram editMessageText" }) && spans.Select(span => span.Service).Distinct().Order().SequenceEqual(All));
        var call = trace.Single(span => span.Name == "POST /webhook");
        Assert.Equal(("POST", "/webhook", "200"), (call.Tags["http.request.method"], call.Tags["http.route"], call.Tags["http.response.status_code"]));
        Assert.DoesNotContain(observed.Collector.Spans, span => span.Tags.ContainsKey("url.full") || span.Tags.ContainsKey("url.path"));

        await Eventually.TrueAsync("an export of metrics", () => observed.Collector.MetricExports > 0);
        using var http = new HttpClient();
        foreach (var address in cluster.Addresses)
        {
            var page = await http.GetStringAsync(new Uri(address, "/metrics"), TestContext.Current.CancellationToken);
            Assert.Contains("messaging_masstransit_consume", page, StringComparison.Ordinal);
            Assert.DoesNotContain("consume_active", page, StringComparison.Ordinal);
            Nowhere(page);
        }

        var redis = observed.Collector.Spans.Where(IsRedis).ToList();
        Assert.NotEmpty(redis);
        // A command's name and no more: neither keys nor arguments.
        Assert.All(redis, span => Assert.All(["db.statement", "db.query.text"], tag => Assert.Equal(span.Name, span.Tags.GetValueOrDefault(tag, span.Name))));
        Assert.DoesNotContain(redis, span => span.Name == "PING");
        Nowhere(observed.Collector.Everything);
        var requests = (await cluster.Chats.RequestsAsync()).GetRawText();
        Assert.DoesNotContain("traceparent", requests, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_an_alert_counts_is_there_before_anything_happened()
    {
        var rules = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "observability", "rules.yaml"), TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        var pages = await Task.WhenAll(observed.Cluster.Addresses.Select(address => http.GetStringAsync(new Uri(address, "/metrics"), TestContext.Current.CancellationToken)));

        // Those of HTTP have a status that only an answer brings; their alerts want more than a few.
        var counted = Counted().Matches(rules).Where(counter => !counter.Groups["name"].Value.StartsWith("http_", StringComparison.Ordinal)).ToList();

        Assert.True(counted.Count >= 6, $"{counted.Count} counters");
        Assert.All(counted, counter => Assert.True(
            pages.Any(page => Regex.IsMatch(page, $@"(?m)^{counter.Groups["name"].Value}\{{[^}}]*{Regex.Escape(counter.Groups["label"].Value)}[^}}]*\}} ")), counter.Value));
    }

    [Fact]
    public async Task Everything_that_a_rule_or_a_panel_asks_for_stands_on_a_page_with_its_labels_and_bounds()
    {
        var cluster = observed.Cluster;
        await cluster.Gateway.PostBookingAsync("traced/scraped");
        await ReachedTelegramAsync("traced/scraped");
        var message = (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Last();
        await cluster.Chats.PressAsync(Cluster.StaffChat, message.Id, Bookings.Staff[0]);
        using var http = new HttpClient();

        // Those of this virtual host alone: what other tests have in theirs proves nothing.
        Uri[] pages = [.. cluster.Addresses.Select(address => new Uri(address, "/metrics")), new($"{await ScrapedMetrics.PageOfQueuesAsync()}&vhost={new Uri(cluster.Broker.Url).AbsolutePath.TrimStart('/')}")];

        // As a text, so that what is missing stands in the failure.
        var missing = await Eventually.GetAsync("all that is asked for", async () => string.Join('\n', await ScrapedMetrics.MissingAsync(
            await Task.WhenAll(pages.Select(page => http.GetStringAsync(page, TestContext.Current.CancellationToken))))), missing => missing.Length == 0);

        Assert.Empty(missing);
    }

    [GeneratedRegex(@"increase\((?<name>\w+)(\{(?<label>[^}]*)\})?", RegexOptions.ExplicitCapture)]
    private static partial Regex Counted();

    /// <summary>A span of the client, named as its command; those of our own say what they are for.</summary>
    private static bool IsRedis(Span span) => span.Tags.GetValueOrDefault("db.system.name", span.Tags.GetValueOrDefault("db.system", "")) == "redis" && span.Name.All(char.IsAsciiLetterUpper);

    private static void Nowhere(string text) => Assert.All(Cluster.Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));

    /// <summary>Each process exports every few seconds, at its own times: the trace in which the booking's question reached Telegram, with its head.</summary>
    private async Task<IReadOnlyList<Span>> ReachedTelegramAsync(string booking) =>
        await Eventually.GetAsync($"the whole trace of {booking}", () =>
        {
            var sent = observed.Collector.Spans.FirstOrDefault(span => span.Name == "telegram sendMessage" && span.Tags.GetValueOrDefault("phstudio.booking_id") == booking);
            return Task.FromResult<IReadOnlyList<Span>>([.. observed.Collector.Spans.Where(span => sent is not null && span.TraceId == sent.TraceId)]);
        }, spans => spans.Any(span => span.Service == "webhook-processor" && span.Name.EndsWith(" send", StringComparison.Ordinal))
            && spans.Any(span => span.Name is "POST /bookings" or "POST /bookings/" or "BookingCreated from the platform"));

    private List<Span> TraceOfThePress()
    {
        var call = observed.Collector.Spans.FirstOrDefault(span => span.Name == "POST /webhook");
        return [.. observed.Collector.Spans.Where(span => span.TraceId == call?.TraceId)];
    }

    /// <summary>The system with a collector that takes everything it exports.</summary>
    public sealed class Observed : IAsyncLifetime
    {
        public TraceCollector Collector { get; private set; } = null!;

        public Cluster Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Collector = await TraceCollector.StartAsync();
            Cluster = await Cluster.StartAsync(settings: new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Endpoint,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "500",
            });
        }

        public async ValueTask DisposeAsync()
        {
            await Cluster.DisposeAsync();
            await Collector.DisposeAsync();
        }
    }
}
