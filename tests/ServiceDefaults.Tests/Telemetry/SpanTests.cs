using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Telemetry;

/// <summary>What a span says of a request that came or went, and what it does not.</summary>
public sealed class SpanTests
{
    private const string Secret = "123456:a-token-that-stands-in-a-path";

    [Fact]
    public async Task No_span_metric_or_line_holds_a_path_a_query_or_an_address()
    {
        await using var collector = await TraceCollector.StartAsync();
        string metrics;
        await using (var host = await TestHost.StartAsync(rabbitMq: null, level: "Debug", routes: app => app.MapGet("/call/{id}", async (HttpContext context) =>
        {
            // As the platform is called back, at an address with secrets in every part.
            using var outward = new HttpClient();
            using var answer = await outward.GetAsync($"http://user:{Secret}@127.0.0.1:{context.Connection.LocalPort}/hook/{Secret}?key={Secret}", context.RequestAborted);
        }), settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]))
        {
            using var http = new HttpClient { BaseAddress = new Uri(host.App.Urls.First()) };
            await http.GetAsync($"/call/{Secret}?key={Secret}", TestContext.Current.CancellationToken);
            await http.GetAsync($"/bot{Secret}/getMe", TestContext.Current.CancellationToken);
            await http.GetAsync("/health/live", TestContext.Current.CancellationToken);
            metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        }

        Assert.Contains(collector.Spans, span => span.Name == "GET /call/{id}" && span.Tags["http.route"] == "/call/{id}");
        Assert.Contains(collector.Spans, span => span.Name == "GET" && span.Tags.ContainsKey("server.port"));
        Assert.DoesNotContain(collector.Spans, span => span.Tags.GetValueOrDefault("http.route") is "/health/live" or "/metrics");
        Assert.Contains(collector.Logs, line => line.Body.Contains("answered 404", StringComparison.Ordinal));
        Assert.All([collector.Everything, metrics], text => Assert.DoesNotContain("a-token-that-stands-in-a-path", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_resource_is_named_by_the_environment_where_it_says_so()
    {
        await using var collector = await TraceCollector.StartAsync();
        await using (var host = await TestHost.StartAsync(rabbitMq: null, routes: app => app.MapGet("/work", () => "done"),
            settings: [("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.Endpoint + "/v1/traces"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "none"), ("OTEL_SERVICE_NAME", "bookings-of-riga")]))
        {
            using var http = new HttpClient { BaseAddress = new Uri(host.App.Urls.First()) };
            await http.GetAsync("/work", TestContext.Current.CancellationToken);
        }

        Assert.All(collector.Spans, span => Assert.Equal("bookings-of-riga", span.Service));
        Assert.NotEmpty(collector.Spans);
        Assert.Equal((0, 0), (collector.MetricExports, collector.Logs.Count)); // Only traces have an address.
    }
}
