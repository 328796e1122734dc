using MassTransit;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Logging;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>
/// Notes every call that was accepted and is no question, before it is answered, and one that broke off, or was answered with 5xx, once its handler had begun to change something. A call is not refused where the trail cannot be written, whatever hinders it, since the change is done: then the log has the record.
/// </summary>
internal sealed partial class AuditedCalls(IAuditTrail trail, TimeProvider time, ILogger<AuditedCalls> logger) : IEndpointFilter
{
    private const int IdsALine = 200;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var call = context.HttpContext;
        object? result;
        try
        {
            result = await next(context);
        }
        catch (Exception e) when (e is not (BrokerUnavailableException or ScanBusyException or ScanRefusedException) && IsAudited(call) && call.Features.Get<AuditNote>() is not null)
        {
            // The handler had begun: its order is carried out, or part of its work is done, though nobody heard so.
            var begun = call.Features.Get<AuditNote>()!;
            await NoteAsync(call, begun with { After = begun.After ?? AuditNote.NotAnswered });
            throw;
        }

        if (IsAudited(call) && (Status(result, call) is >= 200 and <= 299 || (Status(result, call) >= 500 && call.Features.Get<AuditNote>() is { IsBegun: true })))
        {
            await NoteAsync(call, call.Features.Get<AuditNote>());
        }

        return result;
    }

    private static bool IsAudited(HttpContext call) =>
        !HttpMethods.IsGet(call.Request.Method) && !HttpMethods.IsHead(call.Request.Method) && call.Features.Get<Caller>() is not null && call.GetEndpoint()?.Metadata.GetMetadata<ChangesNothing>() is null;

    private async Task NoteAsync(HttpContext call, AuditNote? note)
    {
        var record = new AuditRecord
        {
            At = time.GetUtcNow(),
            Key = call.Features.Get<Caller>()!.Name,
            What = $"{call.Request.Method} {RequestLogging.Route(call)}",
            Target = note?.Target ?? (await RoutedId.BindAsync(call) is { Value.Length: > 0 } routed ? routed.Value : call.GetRouteValue("queue") as string),
            Before = note?.Before,
            After = note?.After,
            IsOfPerson = note is { IsOfPerson: true },
            Replaced = note?.Replaced,
            Ids = note is { Ids: { Count: > 0 } ids } ? [.. ids] : null,
        };
        try
        {
            await trail.AddAsync(record).WaitAsync(Deadlines.Note);
        }
        catch (Exception e)
        {
            Log.NotNoted(logger, record.Key, record.What, record.Target, record.Before, record.After, e.GetType().Name);
            // What was discarded has no other trace than its ids.
            foreach (var some in record.Ids?.Chunk(IdsALine) ?? [])
            {
                Log.IdsNotNoted(logger, record.Key, record.What, string.Join(' ', some));
            }
        }
    }

    private static int Status(object? result, HttpContext call) => (result as IStatusCodeHttpResult)?.StatusCode ?? call.Response.StatusCode;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The audit could not be written ({Error}): {Key} called {What} for {Target}, before {Before}, after {After}")]
        public static partial void NotNoted(ILogger logger, string key, string what, string? target, string? before, string? after, string error);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The audit could not be written: {Key} called {What} for the ids {Ids}")]
        public static partial void IdsNotNoted(ILogger logger, string key, string what, string ids);
    }
}

/// <summary>Marks a route that is no GET and still changes nothing.</summary>
internal sealed record ChangesNothing;
