using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.ServiceDefaults.Telemetry;
using Serilog;
using Serilog.Events;

namespace PhStudio.Messaging.ServiceDefaults.Logging;

/// <summary>
/// One line a request: method, route, status and time. The route is the pattern, such as <c>/bookings/{id}</c>, never the path: a path
/// may hold anything, also a token that somebody sent to the wrong address. Ids stand beside it, as in every other line.
/// </summary>
public static class RequestLogging
{
    private const int ClientClosedRequest = 499;

    internal static void UseRequestLogging(this WebApplication app)
    {
        app.UseSerilogRequestLogging(options =>
        {
            options.MessageTemplate = "{RequestMethod:l} {Route:l} answered {StatusCode} in {Elapsed:0.0} ms";
            options.Logger = app.Services.GetRequiredService<ILogger>();
            options.GetLevel = Level;
            options.GetMessageTemplateProperties = (context, _, elapsed, status) =>
            [
                new LogEventProperty("RequestMethod", new ScalarValue(context.Request.Method)),
                new LogEventProperty("Route", new ScalarValue(Route(context))),
                new LogEventProperty("StatusCode", new ScalarValue(status)),
                new LogEventProperty("Elapsed", new ScalarValue(elapsed)),
            ];
            options.EnrichDiagnosticContext = (line, _) =>
            {
                foreach (var (property, id) in SubjectIds.Of(Activity.Current))
                {
                    line.Set(property, id);
                }
            };
        });
        app.Use(EndAbortedAsync);
    }

    /// <summary>The pattern of the route that took the request.</summary>
    public static string Route(HttpContext context) =>
        ((context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint) as RouteEndpoint)?.RoutePattern.RawText switch
        {
            null => "(no route)",
            var route => route.Length > 1 ? route.TrimEnd('/') : route,
        };

    private static LogEventLevel Level(HttpContext context, double elapsed, Exception? failure)
    {
        if (context.RequestAborted.IsCancellationRequested || Route(context) is "/health/live" or "/health/ready" or "/metrics")
        {
            return LogEventLevel.Debug;
        }

        return failure is not null || context.Response.StatusCode == StatusCodes.Status500InternalServerError ? LogEventLevel.Error
            : context.Response.StatusCode > StatusCodes.Status500InternalServerError ? LogEventLevel.Warning
            : LogEventLevel.Information;
    }

    // A cancelled call is no fault: its exception ends here, before the server logs it as an error.
    private static async Task EndAbortedAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception hungUp) when (context.RequestAborted.IsCancellationRequested && hungUp is OperationCanceledException or IOException or BadHttpRequestException)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientClosedRequest;
            }
        }
    }
}
