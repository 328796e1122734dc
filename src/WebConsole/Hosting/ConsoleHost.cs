using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MudBlazor.Services;
using PhStudio.Messaging.WebConsole.Calls;
using PhStudio.Messaging.WebConsole.Platform;
using PhStudio.Messaging.WebConsole.Shell;

namespace PhStudio.Messaging.WebConsole.Hosting;

/// <summary>
/// The console as an application of its own below one path, with its own services and its own routes: it does not affect the Gateway's calls, and nothing of it is
/// loaded before somebody opens it (docs/decisions/0210).
/// </summary>
public sealed class ConsoleHost : IAsyncDisposable
{
    /// <summary>Where the console is.</summary>
    public const string Path = "/console";

    private static readonly RouteEndpoint Route = new(_ => Task.CompletedTask, RoutePatternFactory.Parse($"{Path}/{{**page}}"), 0, EndpointMetadataCollection.Empty, "console");

    private readonly ServiceProvider _services;
    private readonly RequestDelegate _pipeline;
    private readonly CancellationToken _stopping;

    /// <summary>Builds the console.</summary>
    /// <param name="host">The services of the application that carries it.</param>
    /// <param name="gateway">Whom it asks.</param>
    /// <param name="options">What differs between Gateways.</param>
    public ConsoleHost(IServiceProvider host, IConsoleGateway gateway, ConsoleOptions options)
    {
        _services = Services(host, gateway, options).BuildServiceProvider();
        _stopping = host.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var app = new ApplicationBuilder(_services);
        app.UseConsoleHeaders();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseEndpoints(routes =>
        {
            routes.MapAssets();
            routes.MapSignIn();
            routes.MapDownloads();
            routes.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        });
        _pipeline = app.Build();
    }

    /// <summary>Answers a call whose path begins with <see cref="Path"/>.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (_stopping.IsCancellationRequested)
        {
            // A page whose connection was closed for the stop would open another one by what is still open, and delay the stop.
            context.SetEndpoint(Route);
            (context.Response.StatusCode, context.Response.Headers.Connection) = (StatusCodes.Status503ServiceUnavailable, "close");
            return;
        }

        var (services, path, pathBase) = (context.RequestServices, context.Request.Path, context.Request.PathBase);
        path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase, out var matched, out var rest);
        await using var scope = _services.CreateAsyncScope();
        try
        {
            (context.RequestServices, context.Request.PathBase, context.Request.Path) = (scope.ServiceProvider, pathBase.Add(matched), rest.HasValue ? rest : "/");
            await _pipeline(context);
        }
        finally
        {
            (context.RequestServices, context.Request.Path, context.Request.PathBase) = (services, path, pathBase);
            // In the log and in metrics all of it is one route: its own ones have the same names as some of the Gateway's.
            context.SetEndpoint(Route);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static ServiceCollection Services(IServiceProvider host, IConsoleGateway gateway, ConsoleOptions options)
    {
        var services = new ServiceCollection();
        // What the framework expects of a host is that of the host.
        services.AddSingleton(host.GetRequiredService<ILoggerFactory>());
        services.AddSingleton(host.GetRequiredService<IConfiguration>());
        services.AddSingleton(host.GetRequiredService<IWebHostEnvironment>());
        services.AddSingleton<IHostEnvironment>(host.GetRequiredService<IWebHostEnvironment>());
        services.AddSingleton(host.GetRequiredService<IHostApplicationLifetime>());
        services.AddSingleton(host.GetRequiredService<DiagnosticListener>());
        services.AddSingleton<DiagnosticSource>(host.GetRequiredService<DiagnosticListener>());
        services.AddSingleton(host.GetRequiredService<IMeterFactory>());
        services.AddSingleton(host.GetRequiredService<TimeProvider>());
        services.AddLogging();
        services.AddSingleton(gateway);
        services.AddSingleton(options);
        services.AddRouting();
        services.AddSessions(options);
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter);
        services.AddScoped<GatewayClient>();
        return services;
    }
}
