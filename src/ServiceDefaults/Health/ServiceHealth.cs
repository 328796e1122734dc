using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace PhStudio.Messaging.ServiceDefaults.Health;

/// <summary>
/// Liveness and readiness are separate: a process that waits for its broker must not be killed for it,
/// but must not be given work either. Readiness names each part that is missing.
/// </summary>
public static class ServiceHealth
{
    // The framework's probes take every method.
    internal static readonly HttpMethodMetadata Looks = new([HttpMethods.Get, HttpMethods.Head]);

    /// <summary>Registers the health checks' service; parts add their own checks, tagged <c>ready</c>.</summary>
    public static void AddServiceHealth(this IHostApplicationBuilder builder) => builder.Services.AddHealthChecks();

    /// <summary>Maps <c>/health/live</c> (the process answers) and <c>/health/ready</c> (so do the parts it needs).</summary>
    public static void MapServiceHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous().WithMetadata(Looks);
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains("ready"),
            ResponseWriter = WriteAsync,
            // A "degraded" endpoint has no consumer, so the process is not ready.
            ResultStatusCodes =
            {
                [HealthStatus.Healthy] = StatusCodes.Status200OK,
                [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable,
                [HealthStatus.Unhealthy] = StatusCodes.Status503ServiceUnavailable,
            },
        }).AllowAnonymous().WithMetadata(Looks);
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        var parts = report.Entries.ToDictionary(
            entry => entry.Key == "masstransit-bus" ? "broker" : entry.Key,
            entry => new { status = entry.Value.Status.ToString().ToLowerInvariant(), description = entry.Value.Description });
        return context.Response.WriteAsync(JsonSerializer.Serialize(new { status = report.Status.ToString().ToLowerInvariant(), parts }));
    }
}
