using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace PhStudio.Messaging.ServiceDefaults.Logging;

/// <summary>
/// Structured logs on standard output: one compact JSON object a line in production, readable lines in development, each with the trace
/// id and the ids of the booking and of the message that it is about. What passes here also goes to the host's other providers (OTLP).
/// </summary>
public static class ServiceLogging
{
    // By name alone: Enum.TryParse takes numbers and lists too, of which some log nothing.
    private static readonly Dictionary<string, LogEventLevel> Levels = Enum.GetValues<LogEventLevel>().ToDictionary(level => level.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Replaces the host's log providers. <c>LOG_LEVEL</c> sets the minimum level of our own lines, <c>LOG_FORMAT</c> the form.</summary>
    public static void AddServiceLogging(this IHostApplicationBuilder builder, string service)
    {
        var settings = builder.Settings();
        var level = settings.Text("LOG_LEVEL", "Verbose, Debug, Information, Warning, Error or Fatal", nameof(LogEventLevel.Information), Levels.ContainsKey);
        var format = settings.Text("LOG_FORMAT", "json or text", builder.Environment.IsDevelopment() ? "text" : "json", text => text is "json" or "text");
        var least = Levels.GetValueOrDefault(level, LogEventLevel.Information);

        var failedStart = new FailedStart();
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog((_, configuration) => configuration
            .LevelsOf(least)
            .Filter.ByExcluding(line => ExpectedLines.Are(line.Exception, line.MessageTemplate.Text))
            .Enrich.FromLogContext()
            .Enrich.WithProperty("Service", service)
            .Enrich.With<WithoutPath>()
            .WriteTo.Conditional(line => !failedStart.IsToldBy(line), console => console.Console(format == "json" ? new JsonLine() : new TextLine())),
            preserveStaticLogger: true, // Several hosts share a process in tests: each has its own.
            writeToProviders: true);
    }

    private static LoggerConfiguration LevelsOf(this LoggerConfiguration configuration, LogEventLevel least) => configuration
        .MinimumLevel.Is(least)
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("Microsoft.Hosting.Lifetime", least < LogEventLevel.Information ? LogEventLevel.Information : least)
        // /health/ready and the part itself report an unavailable part, not each probe.
        .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
        // HttpClient's own lines hold the URL, and Telegram's URL holds the bot token (docs/telegram.md 24).
        .MinimumLevel.Override("System.Net.Http", LogEventLevel.Fatal)
        .MinimumLevel.Override("MassTransit", LogEventLevel.Warning);

    /// <summary>ASP.NET Core puts the path on every line of a request, and whatever somebody sent to the wrong address stands in it.</summary>
    private sealed class WithoutPath : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        {
            logEvent.RemovePropertyIfPresent("RequestPath");
        }
    }
}
