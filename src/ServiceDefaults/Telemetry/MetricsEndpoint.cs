using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Health;

namespace PhStudio.Messaging.ServiceDefaults.Telemetry;

/// <summary>
/// <c>GET /metrics</c> for Prometheus, without a key. It holds counts and times, no ids. With <c>METRICS_PORT</c> it is answered on that
/// port only, and nothing else is answered there: so a reverse proxy before the service cannot expose it.
/// </summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    /// <summary>Has the service listen on the port too, on the same interfaces as otherwise.</summary>
    public static void AddMetricsPort(this IHostApplicationBuilder builder)
    {
        var given = builder.Settings().Optional("METRICS_PORT", "a port of its own for GET /metrics, from 1 to 65535", text => Port(text) is not null);
        if (given is null || Port(given) is not { } port)
        {
            return;
        }

        var addresses = string.Join(';', TakenAddress.Of(builder.Configuration).DefaultIfEmpty("http://*:5000"));
        if (addresses.Split(';').Any(address => TakenAddress.PortOf(address.Trim()) == port))
        {
            builder.Settings().Refuse($"METRICS_PORT is {port}, where the service itself listens (now {addresses}): set it to another port.");
            return;
        }

        builder.Configuration["urls"] = $"{addresses};http://{HostOf(addresses.Split(';')[0])}:{port.ToString(CultureInfo.InvariantCulture)}";
        builder.Services.AddSingleton(new MetricsPort(port));
    }

    /// <summary>The port of its own; null where there is none.</summary>
    public static int? PortOf(IServiceProvider services) => services.GetService<MetricsPort>()?.Number;

    // An address that is none is refused at the start, with its setting.
    private static string HostOf(string address)
    {
        try
        {
            return BindingAddress.Parse(address.Trim()).Host;
        }
        catch (FormatException)
        {
            return "localhost";
        }
    }

    public static void MapMetrics(this WebApplication app)
    {
        if (app.Services.GetService<MetricsPort>() is { } own)
        {
            app.Use((HttpContext context, RequestDelegate next) =>
            {
                var isElsewhere = context.Connection.LocalPort != own.Number;
                return isElsewhere || context.Request.Path == Path ? next(context) : NotFoundAsync(context);
            });
        }

        if (app.Services.GetService<MeterProvider>() is not null && StandardVariables.IsScraped(app.Configuration))
        {
            app.MapPrometheusScrapingEndpoint(Path).AllowAnonymous().WithMetadata(ServiceHealth.Looks).Add(endpoint => OnlyOn(app.Services.GetService<MetricsPort>(), endpoint));
        }
    }

    // At the endpoint itself, whatever address led there: routes take "/metrics/" and a path below GATEWAY_PATH_BASE too. The Host header names a port as well, but its sender chooses it.
    private static void OnlyOn(MetricsPort? own, EndpointBuilder endpoint)
    {
        if (own is not null && endpoint.RequestDelegate is { } answer)
        {
            endpoint.RequestDelegate = context => context.Connection.LocalPort == own.Number ? answer(context) : NotFoundAsync(context);
        }
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static int? Port(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;

    private sealed record MetricsPort(int Number);
}
