using System.Net;
using Microsoft.AspNetCore.Builder;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Telemetry;

/// <summary>What a collector sees of the standard variables, over the wire. Alone: a span of this process goes to every host in it.</summary>
[Collection(nameof(Alone))]
public sealed class ExportedTests
{
    [Fact]
    public async Task Traces_go_over_gRPC_as_the_default_is()
    {
        await using var collector = await TraceCollector.StartAsync(isGrpc: true);

        await WorkAsync(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.Endpoint));

        Assert.Contains(collector.Spans, span => span.Name == "GET /work");
    }

    [Fact]
    public async Task Headers_compression_resource_limits_and_forms_of_metrics_are_as_the_variables_say()
    {
        await using var collector = await TraceCollector.StartAsync();

        await WorkAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-studio=riga"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=night"),
            ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "3"),
            ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"),
            ("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "base2_exponential_bucket_histogram"));

        Assert.All(collector.Headers, headers => Assert.Equal(("riga", "gzip"), (headers["x-studio"], headers["Content-Encoding"])));
        Assert.Contains("deployment.environment", collector.Everything, StringComparison.Ordinal);
        Assert.Equal("/wo", collector.Spans.Single(span => span.Name == "GET /work").Tags["http.route"]);
        Assert.True(collector.Metrics.Single(metric => metric.Name == "http.server.request.duration") is { Form: MetricForm.ExponentialHistogram, IsDelta: true });
    }

    [Fact]
    public async Task Without_them_metrics_add_up_in_the_usual_form()
    {
        await using var collector = await TraceCollector.StartAsync();

        await WorkAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        Assert.All(collector.Headers, headers => Assert.False(headers.ContainsKey("Content-Encoding")));
        Assert.Equal("/work", collector.Spans.Single(span => span.Name == "GET /work").Tags["http.route"]);
        Assert.True(collector.Metrics.Single(metric => metric.Name == "http.server.request.duration") is { Form: MetricForm.Histogram, IsDelta: false });
    }

    [Theory]
    [InlineData("OTEL_TRACES_SAMPLER", "always_off")]
    [InlineData("OTEL_TRACES_EXPORTER", "none")]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    public async Task No_span_comes_where_they_say_so(string name, string value)
    {
        await using var collector = await TraceCollector.StartAsync();

        await WorkAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), (name, value));

        Assert.Empty(collector.Spans);
        Assert.Equal(name == "OTEL_SDK_DISABLED", collector.Metrics.IsEmpty);
    }

    [Theory]
    [InlineData("otlp,prometheus", HttpStatusCode.OK, false)]
    [InlineData("otlp", HttpStatusCode.NotFound, false)]
    [InlineData("none", HttpStatusCode.NotFound, true)]
    public async Task Metrics_go_where_their_exporters_are_named(string exporters, HttpStatusCode scraped, bool areKept)
    {
        await using var collector = await TraceCollector.StartAsync();

        var answer = await WorkAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRICS_EXPORTER", exporters));

        Assert.Equal((scraped, areKept), (answer, collector.Metrics.IsEmpty));
    }

    /// <summary>A request to a host with these settings, which exports what it has when it stops; answers what <c>/metrics</c> said.</summary>
    private static async Task<HttpStatusCode> WorkAsync(params (string Name, string Value)[] settings)
    {
        await using var host = await TestHost.StartAsync(rabbitMq: null, routes: app => app.MapGet("/work", () => "done"), settings: settings);
        using var http = new HttpClient { BaseAddress = new Uri(host.App.Urls.First()) };
        await http.GetAsync("/work", TestContext.Current.CancellationToken);
        using var metrics = await http.GetAsync("/metrics", TestContext.Current.CancellationToken);
        return metrics.StatusCode;
    }
}
