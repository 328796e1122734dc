using MassTransit;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Logging;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>
/// Notes every call that was accepted and is no question, before it is answered. A call is not refused where the trail cannot be written, whatever hinders it, since the change is done: then the log has the record.
/// </summary>
internal sealed partial class AuditedCalls(IAuditTrail trail, TimeProvider time, ILogger<AuditedCalls> logger) : IEndpointFilter
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        var call = context.HttpContext;
        if (HttpMethods.IsGet(call.Request.Method) || HttpMethods.IsHead(call.Request.Method) || call.Features.Get<Caller>() is not { } caller || Status(result, call) is < 200 or > 299
            || call.GetEndpoint()?.Metadata.GetMetadata<ChangesNothing>() is not null)
        {
            return result;
        }

        var note = call.Features.Get<AuditNote>();
        var record = new AuditRecord
        {
            At = time.GetUtcNow(),
            Key = caller.Name,
            What = $"{call.Request.Method} {RequestLogging.Route(call)}",
            Target = note?.Target ?? (await RoutedId.BindAsync(call) is { Value.Length: > 0 } routed ? routed.Value : call.GetRouteValue("queue") as string),
            Before = note?.Before,
            After = note?.After,
        };
        try
        {
            await trail.AddAsync(record).WaitAsync(Timeout);
        }
        catch (Exception e)
        {
            Log.NotNoted(logger, record.Key, record.What, record.Target, record.Before, record.After, e.GetType().Name);
        }

        return result;
    }

    private static int Status(object? result, HttpContext call) => (result as IStatusCodeHttpResult)?.StatusCode ?? call.Response.StatusCode;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The audit could not be written ({Error}): {Key} called {What} for {Target}, before {Before}, after {After}")]
        public static partial void NotNoted(ILogger logger, string key, string what, string? target, string? before, string? after, string error);
    }
}

/// <summary>Marks a route that is no GET and still changes nothing.</summary>
internal sealed record ChangesNothing;
