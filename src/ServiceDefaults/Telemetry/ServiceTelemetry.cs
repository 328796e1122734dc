using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Telemetry;

/// <summary>
/// Traces and metrics by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, from the sources that .NET, ASP.NET Core and
/// MassTransit already emit and from our own, which are all named <c>PhStudio.Messaging...</c>.
/// </summary>
public static class ServiceTelemetry
{
    /// <summary>Registers the exporter; nothing where no endpoint is set.</summary>
    public static void AddServiceTelemetry(this IHostApplicationBuilder builder, string service)
    {
        if (builder.Settings().OptionalAddress("OTEL_EXPORTER_OTLP_ENDPOINT") is not { } endpoint)
            return;

        builder.Services.AddHostedService(_ => new Exporter(endpoint, service));
    }

    private sealed class Exporter(Uri endpoint, string service) : IHostedService, IDisposable
    {
        private OpenTelemetrySdk? sdk;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            sdk = OpenTelemetrySdk.Create(telemetry => telemetry
                .ConfigureResource(resource => resource.AddService(service, serviceNamespace: "phstudio"))
                // Sampling is left to the parent: MassTransit writes no trace header for a span that is not sampled,
                // so a ratio of our own would cut traces in two (MASSTRANSIT.md 26). RabbitMQ.Client's spans stay off.
                .WithTracing(tracing => tracing
                    .AddSource("Microsoft.AspNetCore", "System.Net.Http", "MassTransit", "PhStudio.Messaging.*")
                    .AddOtlpExporter(otlp => Export(otlp, "traces")))
                .WithMetrics(metrics => metrics
                    .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "MassTransit", "PhStudio.Messaging.*")
                    .AddOtlpExporter(otlp => Export(otlp, "metrics"))));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Dispose();
            return Task.CompletedTask;
        }

        // gRPC takes the endpoint as it is; over HTTP an endpoint that is set in code gets no path of its own.
        private void Export(OtlpExporterOptions otlp, string signal) => otlp.Endpoint =
            otlp.Protocol == OtlpExportProtocol.HttpProtobuf ? new Uri($"{endpoint.ToString().TrimEnd('/')}/v1/{signal}") : endpoint;

        public void Dispose() => sdk?.Dispose();
    }
}
