using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>Takes traces, metrics and logs over OTLP (HTTP, protobuf), as a collector does, and keeps them.</summary>
public sealed class TraceCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private int _metrics;

    private TraceCollector(WebApplication app) => _app = app;

    /// <summary>What <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> takes, with <c>OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf</c>.</summary>
    public string Endpoint => _app.Urls.First();

    public ConcurrentQueue<Span> Spans { get; } = new();

    public ConcurrentQueue<LogRecord> Logs { get; } = new();

    /// <summary>Every byte that came, read as text: what is searched for secrets.</summary>
    public string Everything => string.Join('\n', _bodies.Select(Encoding.UTF8.GetString));

    /// <summary>How many exports of metrics came.</summary>
    public int MetricExports => _metrics;

    public static async Task<TraceCollector> StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new TraceCollector(app);
        app.MapPost("/v1/traces", (HttpRequest request) => collector.TakeAsync(request, body =>
        {
            foreach (var span in OtlpReader.Spans(body))
            {
                collector.Spans.Enqueue(span);
            }
        }));
        app.MapPost("/v1/logs", (HttpRequest request) => collector.TakeAsync(request, body =>
        {
            foreach (var line in OtlpReader.Logs(body))
            {
                collector.Logs.Enqueue(line);
            }
        }));
        app.MapPost("/v1/metrics", (HttpRequest request) => collector.TakeAsync(request, _ => Interlocked.Increment(ref collector._metrics)));
        await app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request, Action<byte[]> keep)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        _bodies.Enqueue(body.ToArray());
        keep(body.ToArray());
        return Results.Ok();
    }
}

/// <summary>A finished span.</summary>
/// <param name="Service"><c>service.name</c> of the process.</param>
/// <param name="Name">The span's name.</param>
/// <param name="TraceId">Hexadecimal.</param>
/// <param name="SpanId">Hexadecimal.</param>
/// <param name="Start">Nanoseconds since 1970.</param>
/// <param name="End">Nanoseconds since 1970.</param>
/// <param name="Tags">Attributes that are texts or whole numbers.</param>
public sealed record Span(string Service, string Name, string TraceId, string SpanId, ulong Start, ulong End, IReadOnlyDictionary<string, string> Tags)
{
    public double Milliseconds => (End - Start) / 1e6;
}


/// <summary>A log line as it was exported.</summary>
/// <param name="Service"><c>service.name</c> of the process.</param>
/// <param name="Body">The line.</param>
/// <param name="TraceId">Hexadecimal; empty where there is none.</param>
/// <param name="SpanId">Hexadecimal; empty where there is none.</param>
/// <param name="Tags">Attributes that are texts or whole numbers.</param>
public sealed record LogRecord(string Service, string Body, string TraceId, string SpanId, IReadOnlyDictionary<string, string> Tags);
