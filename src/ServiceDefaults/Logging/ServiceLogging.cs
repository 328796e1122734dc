using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace PhStudio.Messaging.ServiceDefaults.Logging;

/// <summary>
/// Structured logs on standard output: JSON in production, readable lines in development, each with the trace id and,
/// from the scopes, the booking id and the message id that it is about.
/// </summary>
public static class ServiceLogging
{
    private const string Readable = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Service} {Message:lj} {BookingId} {MessageId}{NewLine}{Exception}";

    /// <summary>Replaces the host's log providers. <c>LOG_LEVEL</c> sets the least level of our own lines, <c>LOG_FORMAT</c> the form.</summary>
    public static void AddServiceLogging(this IHostApplicationBuilder builder, string service)
    {
        var settings = builder.Settings();
        var level = settings.Text("LOG_LEVEL", "Verbose, Debug, Information, Warning or Error", "Information", text => Enum.TryParse<LogEventLevel>(text, ignoreCase: true, out _));
        var format = settings.Text("LOG_FORMAT", "json or text", builder.Environment.IsDevelopment() ? "text" : "json", text => text is "json" or "text");

        var least = Enum.TryParse<LogEventLevel>(level, ignoreCase: true, out var parsed) ? parsed : LogEventLevel.Information;
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(least)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", least < LogEventLevel.Information ? LogEventLevel.Information : least)
            // A part that is not there is said by /health/ready and by the part itself, not at every question.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
            // HttpClient's own lines hold the URL, and Telegram's URL holds the bot token (TELEGRAM.md 24).
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Fatal)
            .MinimumLevel.Override("MassTransit", LogEventLevel.Warning)
            .Filter.ByExcluding(line => ExpectedConflict.Is(line.Exception, line.MessageTemplate.Text))
            .Enrich.FromLogContext()
            .Enrich.WithProperty("Service", service);

        Logger logger = (format == "json"
            ? configuration.WriteTo.Console(new JsonFormatter(renderMessage: true))
            : configuration.WriteTo.Console(outputTemplate: Readable, formatProvider: System.Globalization.CultureInfo.InvariantCulture)).CreateLogger();

        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }
}
