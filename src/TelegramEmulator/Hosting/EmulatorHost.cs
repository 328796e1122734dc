using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Control;
using PhStudio.Messaging.TelegramEmulator.Page;

namespace PhStudio.Messaging.TelegramEmulator.Hosting;

/// <summary>Builds an emulator as a web application of its own, to be run alone or beside others in one process.</summary>
public static class EmulatorHost
{
    /// <summary>The hosted Bot API's limit of a call with its files.</summary>
    private const long MaxBody = 50 * 1024 * 1024;
    private const int MaxHead = 256 * 1024;
    private const long MaxBuffer = 2 * 1024 * 1024;

    /// <summary>Builds the application; start it with <c>RunAsync</c> or <c>StartAsync</c>, its addresses are then in <c>Urls</c>.</summary>
    /// <param name="args">The command line; the emulator itself takes its settings from <paramref name="options"/> only, never from the host's configuration.</param>
    /// <param name="options">How it is set up. Default: the demo's.</param>
    public static WebApplication Build(string[] args, EmulatorOptions? options = null)
    {
        options ??= new EmulatorOptions();

        // The empty builder reads no appsettings and no ASPNETCORE_*: in Standalone those belong to the other application.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(EmulatorHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().UseUrls(options.Url).ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            // A message of the greatest length fits into a query string.
            kestrel.Limits.MaxRequestLineSize = MaxHead;
            kestrel.Limits.MaxRequestBufferSize = MaxBuffer;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHead;
        });
        builder.AddSecurityHeaders();
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => ControlJson.Configured(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddSingleton(_ => new EmulatorCore(options));
        AddLogging(builder.Logging, options);

        var app = builder.Build();
        var core = app.Services.GetRequiredService<EmulatorCore>();
        app.Lifetime.ApplicationStopping.Register(core.Stop);
        app.UseSecurityHeaders();
        app.UseControlErrors();
        app.UseBrowserGuard(options);
        app.UseRouting();
        app.MapControl(core);
        app.MapPage(core);
        app.MapGet("/file/bot{token}/{**path}", core.Files.Download);
        // No route: routes do not tell large letters from small ones, and take no token of no length.
        app.MapFallback("{**path}", http => http.Request.Path.Value!.StartsWith("/bot", StringComparison.Ordinal)
            ? core.BotApi.HandleAsync(http)
            : ApiResponse.WriteAsync(http, new TelegramRefusal(404, "Not Found")));
        return app;
    }

    private static void AddLogging(ILoggingBuilder logging, EmulatorOptions options)
    {
        if (options.Logging is { } configure)
        {
            configure(logging);
        }
        else
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        // The framework logs whole request paths, and the token stands in the path (docs/telegram.md 24): no setting of the host may turn that on.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // It also puts the path into a scope around every line of a request, unless this one is wholly off.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
    }
}
