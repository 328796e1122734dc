using MassTransit;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.WebConsole.Hosting;
using PhStudio.Messaging.WebConsole.Platform;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>Where the console is. It is built when somebody opens it for the first time (docs/decisions/0210).</summary>
internal static class WebConsoleRoute
{
    private const string Path = "/console";

    public static void AddWebConsole(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<InProcessCalls>();
        if (builder.UsesRedis())
        {
            builder.Services.AddSingleton<RedisSessionKeys>();
        }

        // A factory, so that the console is disposed of with the application where it was built.
        builder.Services.AddSingleton(services => new WebConsoleGateway(services.GetRequiredService<KeyRing>(), services.GetRequiredService<RefusedCalls>(), services.GetRequiredService<InProcessCalls>()));
        builder.Services.AddSingleton(services => new ConsoleHost(services, services.GetRequiredService<WebConsoleGateway>(), new ConsoleOptions
        {
            Keys = services.GetService<RedisSessionKeys>(),
            TimeZone = services.GetRequiredService<StudioDay>().TimeZone,
            DemoKey = services.GetService<ConsoleDemo>()?.Key,
            Chats = services.GetService<ConsoleDemo>()?.Chats,
        }));
    }

    public static void UseWebConsole(this WebApplication app)
    {
        app.Use((HttpContext context, RequestDelegate next) =>
            context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase) ? OpenAsync(context) : next(context));
        app.Services.GetRequiredService<InProcessCalls>().UseHere(app);
    }

    private static async Task OpenAsync(HttpContext context)
    {
        try
        {
            await context.RequestServices.GetRequiredService<ConsoleHost>().InvokeAsync(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && RedisAvailability.IsFailure(e.InnerException ?? e))
        {
            // Only the first page of a process needs Redis: it reads the keys of the sessions.
            context.Response.Clear();
            context.Response.Headers.RetryAfter = "1";
            await TypedResults.Text("Redis, which has the keys of the console's sessions, is unavailable. Load the page again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        }
    }
}

/// <summary>What the demo adds to the console.</summary>
/// <param name="Key">A key that is no secret; null where the key is one's own.</param>
/// <param name="Chats">The address of the chats' page.</param>
public sealed record ConsoleDemo(string? Key, string Chats);
