using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>Takes traces and metrics over OTLP (HTTP, protobuf), as a collector does, and keeps the spans.</summary>
public sealed class TraceCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private int metrics;

    private TraceCollector(WebApplication app) => this.app = app;

    /// <summary>What <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> takes, with <c>OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf</c>.</summary>
    public string Endpoint => app.Urls.First();

    public ConcurrentQueue<Span> Spans { get; } = new();

    /// <summary>How many exports of metrics came.</summary>
    public int MetricExports => metrics;

    public static async Task<TraceCollector> StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new TraceCollector(app);
        app.MapPost("/v1/traces", collector.TakeTracesAsync);
        app.MapPost("/v1/metrics", () =>
        {
            Interlocked.Increment(ref collector.metrics);
            return Results.Ok();
        });
        await app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task<IResult> TakeTracesAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        foreach (var span in OtlpReader.Spans(body.ToArray()))
            Spans.Enqueue(span);
        return Results.Ok();
    }
}

/// <summary>A finished span.</summary>
/// <param name="Service"><c>service.name</c> of the process.</param>
/// <param name="Name">The span's name.</param>
/// <param name="TraceId">Hexadecimal.</param>
/// <param name="Start">Nanoseconds since 1970.</param>
/// <param name="End">Nanoseconds since 1970.</param>
/// <param name="Tags">Attributes that are texts or whole numbers.</param>
public sealed record Span(string Service, string Name, string TraceId, ulong Start, ulong End, IReadOnlyDictionary<string, string> Tags)
{
    public double Milliseconds => (End - Start) / 1e6;
}
