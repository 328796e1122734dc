using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>Takes traces, metrics and logs over OTLP (HTTP, protobuf; or traces over gRPC), as a collector does, and keeps them.</summary>
public sealed class TraceCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    // A message of gRPC comes behind a byte, compressed or not, and its length.
    private const int GrpcPrefix = 5;

    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private int _metrics;

    private TraceCollector(WebApplication app) => _app = app;

    /// <summary>What <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> takes, with <c>OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf</c>.</summary>
    public string Endpoint => _app.Urls.First();

    public ConcurrentQueue<Span> Spans { get; } = new();

    public ConcurrentQueue<LogRecord> Logs { get; } = new();

    public ConcurrentQueue<Metric> Metrics { get; } = new();

    /// <summary>The headers of each export.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Headers { get; } = new();

    /// <summary>Every byte that came, read as text: what is searched for secrets.</summary>
    public string Everything => string.Join('\n', _bodies.Select(Encoding.UTF8.GetString));

    /// <summary>How many exports of metrics came.</summary>
    public int MetricExports => _metrics;

    /// <param name="isGrpc">Whether it takes gRPC, which is HTTP/2 and nothing else where there is no TLS.</param>
    public static async Task<TraceCollector> StartAsync(bool isGrpc = false)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(server => server.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var app = builder.Build();
        var collector = new TraceCollector(app);
        app.MapPost("/v1/traces", (HttpRequest request) => collector.TakeAsync(request, collector.KeepSpans));
        app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", async (HttpContext call) =>
        {
            await collector.TakeAsync(call.Request, body => collector.KeepSpans(body[GrpcPrefix..]));
            call.Response.ContentType = "application/grpc";
            await call.Response.BodyWriter.WriteAsync(new byte[GrpcPrefix]);
            call.Response.AppendTrailer("grpc-status", "0");
        });
        app.MapPost("/v1/logs", (HttpRequest request) => collector.TakeAsync(request, body =>
        {
            foreach (var line in OtlpReader.Logs(body))
            {
                collector.Logs.Enqueue(line);
            }
        }));
        app.MapPost("/v1/metrics", (HttpRequest request) => collector.TakeAsync(request, body =>
        {
            Interlocked.Increment(ref collector._metrics);
            foreach (var metric in OtlpReader.Metrics(body))
            {
                collector.Metrics.Enqueue(metric);
            }
        }));
        await app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void KeepSpans(byte[] export)
    {
        foreach (var span in OtlpReader.Spans(export))
        {
            Spans.Enqueue(span);
        }
    }

    private async Task<IResult> TakeAsync(HttpRequest request, Action<byte[]> keep)
    {
        Headers.Enqueue(request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        using var body = new MemoryStream();
        await using var sent = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        await sent.CopyToAsync(body);
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

/// <summary>A metric as it was exported.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Form">Its form.</param>
/// <param name="IsDelta">True where it tells the change since the last export.</param>
public sealed record Metric(string Name, MetricForm Form, bool IsDelta);

/// <summary>The forms of metrics, by their fields in <c>metrics.proto</c>.</summary>
public enum MetricForm
{
    Gauge = 5,
    Sum = 7,
    Histogram = 9,
    ExponentialHistogram = 10,
}

/// <summary>A log line as it was exported.</summary>
/// <param name="Service"><c>service.name</c> of the process.</param>
/// <param name="Body">The line.</param>
/// <param name="TraceId">Hexadecimal; empty where there is none.</param>
/// <param name="SpanId">Hexadecimal; empty where there is none.</param>
/// <param name="Tags">Attributes that are texts or whole numbers.</param>
public sealed record LogRecord(string Service, string Body, string TraceId, string SpanId, IReadOnlyDictionary<string, string> Tags);
