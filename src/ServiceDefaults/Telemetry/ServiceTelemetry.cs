using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Instrumentation.Http;
using OpenTelemetry.Instrumentation.StackExchangeRedis;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Telemetry;

/// <summary>
/// Traces, metrics and logs: by OTLP as the standard <c>OTEL_*</c> variables say (docs/telemetry.md), and metrics for Prometheus at
/// <c>GET /metrics</c> in any case. Spans are made even where nobody collects them: the log's trace ids come from them.
/// </summary>
public static class ServiceTelemetry
{
    /// <summary>Registers the providers and their exporters.</summary>
    public static void AddServiceTelemetry(this IHostApplicationBuilder builder, string service)
    {
        var settings = builder.Settings();
        StandardVariables.Check(settings, builder.Configuration);
        builder.AddMetricsPort();
        if (StandardVariables.IsDisabled(builder.Configuration))
        {
            return;
        }

        var (traces, metrics, logs) = (OtlpSignal.Traces(builder.Configuration), OtlpSignal.Metrics(builder.Configuration), OtlpSignal.Logs(builder.Configuration));
        var telemetry = builder.Services.AddOpenTelemetry()
            // The environment is read last: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
            .ConfigureResource(resource => resource.AddService(service, serviceNamespace: "phstudio").AddEnvironmentVariableDetector())
            .WithTracing(tracing =>
            {
                // RabbitMQ.Client's own spans stay off: they would become roots (docs/masstransit.md 26).
                tracing.AddAspNetCoreInstrumentation(OfRequests).AddHttpClientInstrumentation(OfCalls).AddSource("MassTransit", "PhStudio.Messaging.*").AddProcessor(new SubjectIdsProcessor());
                if (traces.IsExported)
                {
                    // Spans of Redis give the log no trace id: made only where somebody collects them.
                    tracing.AddRedisInstrumentation(OfRedis);
                    tracing.AddOtlpExporter(traces.Apply);
                }
            })
            .WithMetrics(metering =>
            {
                metering.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation().AddMeter("MassTransit", "PhStudio.Messaging.*")
                    // Up-down counters that keep a count after each fault (docs/masstransit.md 27).
                    .AddView(instrument => instrument.Meter.Name == "MassTransit" && instrument.Name.EndsWith(".active", StringComparison.Ordinal) ? MetricStreamConfiguration.Drop : null);
                if (StandardVariables.IsScraped(builder.Configuration))
                {
                    metering.AddPrometheusExporter();
                }

                if (metrics.IsExported)
                {
                    metering.AddOtlpExporter(metrics.Apply);
                }
            });
        if (traces.IsExported || metrics.IsExported || logs.IsExported)
        {
            builder.Services.AddHostedService<ExportFailures>();
        }

        if (logs.IsExported)
        {
            telemetry.WithLogging(logging => logging.AddOtlpExporter(logs.Apply), options => options.IncludeFormattedMessage = true);
        }
    }

    private static void OfRequests(AspNetCoreTraceInstrumentationOptions options)
    {
        // Probes and scrapes are not traced; nor is the Bot API of an emulator in this process, which has the token in its path.
        options.Filter = context => !IsProbe(context.Request.Path) && !IsBotApi(context.Request.Path);
        // The route says where it went; what stands in a path may be anything, also a token that was sent to the wrong address.
        options.EnrichWithHttpResponse = (span, _) => span.SetTag("url.path", value: null).SetTag("url.query", value: null);
    }

    // The platform's address may hold a secret in any of its parts; server.address and server.port stay.
    private static void OfCalls(HttpClientTraceInstrumentationOptions options) => options.EnrichWithHttpRequestMessage = (span, _) => span.SetTag("url.full", value: null);

    private static void OfRedis(StackExchangeRedisInstrumentationOptions options)
    {
        // Keys and arguments hold ids and texts: a span names its command only.
        options.SetVerboseDatabaseStatements = false;
        options.EnrichActivityWithTimingEvents = false;
        options.FlushInterval = TimeSpan.FromSeconds(1);
        // Heartbeats and health checks are not traced: each would be a trace of its own.
        options.Filter = command => command.ParentActivity is not null;
    }

    private static bool IsProbe(PathString path) => path.StartsWithSegments("/health", StringComparison.Ordinal) || path == MetricsEndpoint.Path;

    private static bool IsBotApi(PathString path) => path.Value is { } text && text.StartsWith("/bot", StringComparison.OrdinalIgnoreCase) && text.Contains(':', StringComparison.Ordinal);
}
