using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Browsers;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Health;
using PhStudio.Messaging.ServiceDefaults.Logging;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Telemetry;
using PhStudio.Messaging.ServiceDefaults.WarmUps;

namespace PhStudio.Messaging.ServiceDefaults;

/// <summary>What every service starts with and how it starts.</summary>
public static partial class ServiceHost
{
    /// <summary>Exit code of a start that was refused because of a setting (EX_CONFIG of sysexits.h).</summary>
    public const int WrongSettings = 78;

    /// <summary>Where the service listens when nothing else says so (<c>ASPNETCORE_URLS</c>, <c>--urls</c>, <c>HTTP_PORTS</c>, <c>HTTPS_PORTS</c>).</summary>
    public static void ListenOn(this WebApplicationBuilder builder, string address)
    {
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && builder.Configuration["https_ports"] is null)
        {
            builder.WebHost.UseUrls(address);
        }
    }

    /// <summary>Refuses to start without a broker and a Redis: only Standalone keeps its messages and its state in memory.</summary>
    public static void RequireServers(this IHostApplicationBuilder builder)
    {
        builder.Settings().Secret("RABBITMQ_URL", RabbitMqAddressSettings.Format);
        builder.Settings().Secret("REDIS_URL", RedisUrl.Format);
    }

    /// <summary>Settings, logs, traces and metrics, health checks, the clock, and Redis where <c>REDIS_URL</c> is set.</summary>
    /// <param name="builder">The host to be.</param>
    /// <param name="service">The service's name in logs and traces, such as <c>gateway</c>.</param>
    public static IHostApplicationBuilder AddServiceDefaults(this IHostApplicationBuilder builder, string service)
    {
        builder.Settings();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddServiceLogging(service);
        builder.AddServiceTelemetry(service);
        builder.AddServiceHealth();
        builder.AddSecurityHeaders();
        builder.AddBrowserGuard();
        builder.AddRedis();
        return builder;
    }

    /// <summary>Security headers, a log line for each request, no pages of other sites, the health routes and <c>/metrics</c>.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        // MassTransit keeps the first host's loggers for the whole process: a second host, as tests start one, takes its own.
        LogContext.ConfigureCurrentLogContext(app.Services.GetRequiredService<ILoggerFactory>());
        app.UseSecurityHeaders();
        app.UseRequestLogging();
        app.UseBrowserGuard();
        app.MapMetrics();
        app.MapServiceHealth();
        return app;
    }

    /// <summary>
    /// Runs the service until it is told to stop. With <c>--help</c> it prints its settings instead; a word that is no command is refused with exit code 2; with a wrong or missing
    /// setting, a password that Redis does not take, or a port that is taken, it prints one sentence for each to standard error and returns <see cref="WrongSettings"/>.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="args">The command line.</param>
    /// <param name="commands">The service's own commands, of which the command line has none.</param>
    public static async Task<int> RunServiceAsync(this WebApplication app, string[] args, params string[] commands)
    {
        var settings = app.Services.GetRequiredService<Settings>();
        if (args.Any(CommandWords.IsHelp))
        {
            await Console.Out.WriteLineAsync(SettingsHelp.Of(app.Environment.ApplicationName, settings, commands));
            return 0;
        }

        if (CommandWords.Refusal(args, commands) is { } unknown)
        {
            await Console.Error.WriteLineAsync(unknown);
            return CommandWords.WrongUse;
        }

        List<string> addresses = [.. TakenAddress.Of(app.Configuration)];
        var metrics = MetricsEndpoint.PortOf(app.Services);
        var taken = addresses.Select(address => TakenAddress.Find([address], metrics is not null && TakenAddress.PortOf(address) == metrics ? "METRICS_PORT" : "ASPNETCORE_URLS")).FirstOrDefault(sentence => sentence is not null);
        if (taken is not null)
        {
            // First: other settings may be made of it.
            await Console.Error.WriteLineAsync(taken);
        }

        foreach (var sentence in settings.Problems)
        {
            await Console.Error.WriteLineAsync(sentence);
        }

        if (taken is not null || settings.Problems.Count > 0)
        {
            return WrongSettings;
        }

        if (app.Services.GetService<RedisLogin>() is { } login && await login.RefusalAsync() is { } refusal)
        {
            await Console.Error.WriteLineAsync(refusal);
            return WrongSettings;
        }

        foreach (var sentence in settings.Warnings)
        {
            Log.Setting(app.Logger, sentence);
        }

        // The host that did not start is disposed of with its services.
        var (started, tlsSetting) = (app.Lifetime.ApplicationStarted, TakenAddress.TlsSetting(app.Configuration));
        started.Register(() => _ = Task.Run(() => StartGarbage.CollectAsync(app.Services)));
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException failure) when (TakenAddress.TakenAtStart(failure) is not null)
        {
            await Console.Error.WriteLineAsync(TakenAddress.TakenAtStart(failure));
            return WrongSettings;
        }
        catch (Exception failure) when (!started.IsCancellationRequested && TakenAddress.NoCertificate(failure, tlsSetting) is not null)
        {
            await Console.Error.WriteLineAsync(TakenAddress.NoCertificate(failure, tlsSetting));
            return WrongSettings;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Sentence}")]
        public static partial void Setting(ILogger logger, string sentence);
    }
}
