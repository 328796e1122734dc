using System.Globalization;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Replay;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>What failed, and an operator's actions on it.</summary>
internal static class FailuresApi
{
    private const int MaxMoved = 10_000;

    public static void MapFailures(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/queues/{queue}/reasons", ReasonsAsync).RequireRole(Role.Read);
        routes.MapGet("/queues/{queue}/messages", ListAsync).RequireRole(Role.Read);
        routes.MapGet("/queues/{queue}/messages/{id}", GetAsync).RequireRole(Role.Read);
        routes.MapPost("/queues/{queue}/replay", ReplayAsync).RequireRole(Role.Operate);
        routes.MapDelete("/queues/{queue}/messages", DiscardAsync).RequireRole(Role.Operate);
        routes.MapPut("/queues/{queue}/messages/{id}", ReplaceAsync).RequireRole(Role.Operate);
    }

    private static async Task<IResult> ReasonsAsync(string queue, HttpRequest request, ErrorQueues errors, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new ListQuery(request, days, isPaged: false);
        return Refusal(queue, query.Refusal(), errors)
            ?? (await errors.ReasonsAsync(queue, cancellationToken) is { } seen ? TypedResults.Ok(new ListedReasons(queue, seen.Of, seen.NotLookedAt)) : QueuesApi.NoBroker(errors.HasBroker));
    }

    private static async Task<IResult> ListAsync(string queue, HttpRequest request, ErrorQueues errors, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new FailedQuery(request, days);
        var (filter, limit) = (query.Filter(), query.Limit(100, 1000));
        return Refusal(queue, query.Refusal(), errors)
            ?? (await errors.ListAsync(queue, limit, filter, cancellationToken) is { } seen ? TypedResults.Ok(new ListedFailures(queue, seen.Of, seen.NotLookedAt)) : QueuesApi.NoBroker(errors.HasBroker));
    }

    /// <summary>The body may be personal: only operators see it.</summary>
    private static async Task<IResult> GetAsync(string queue, RoutedId routed, Caller caller, ErrorQueues errors, CancellationToken cancellationToken)
    {
        if (Refusal(queue, null, errors) is { } refusal)
        {
            return refusal;
        }

        var (found, isAnswered) = await errors.FindAsync(queue, routed.Value, cancellationToken);
        return !isAnswered ? QueuesApi.NoBroker(errors.HasBroker)
            : found is null ? NoMessage(queue, routed.Value)
            : TypedResults.Ok(new FailedDetails(found.Message, found.Headers, caller.May(Role.Operate) ? found.Body : null));
    }

    private static async Task<IResult> ReplayAsync(string queue, HttpContext context, ErrorQueues errors, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new FailedQuery(context.Request, days);
        var (filter, most) = (await query.FilterAsync(cancellationToken), query.Limit(MaxMoved, MaxMoved));
        if (Refusal(queue, query.Refusal(), errors) is { } refusal)
        {
            return refusal;
        }

        var ids = await BeginAsync(context, errors);
        return await errors.ReplayAsync(queue, most, filter, cancellationToken, ids) is { } replayed ? Settled(context, replayed, "moved back") : QueuesApi.NoBroker(errors.HasBroker);
    }

    private static async Task<IResult> DiscardAsync(string queue, HttpContext context, ErrorQueues errors, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new FailedQuery(context.Request, days);
        var (filter, most) = (await query.FilterAsync(cancellationToken), query.Limit(MaxMoved, MaxMoved));
        if (Refusal(queue, query.Refusal(), errors) is { } refusal)
        {
            return refusal;
        }

        if (filter.Reason is null && filter.ReasonIs is null && filter.Ids is not { Count: > 0 })
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["id"] = ["or reason must be given: what is discarded is gone"] });
        }

        var ids = await BeginAsync(context, errors);
        return await errors.DiscardAsync(queue, most, filter, cancellationToken, ids) is { } discarded ? Settled(context, discarded, "discarded") : QueuesApi.NoBroker(errors.HasBroker);
    }

    private static async Task<IResult> ReplaceAsync(string queue, RoutedId routed, HttpContext context, Caller caller, ErrorQueues errors, IAuditTrail trail, TimeProvider time, CancellationToken cancellationToken)
    {
        RequestBody.DemandJson(context.Request);
        var body = await RequestBody.BytesAsync(context.Request, cancellationToken);
        if (Refusal(queue, null, errors) is { } refusal)
        {
            return refusal;
        }

        var (found, isAnswered) = await errors.FindAsync(queue, routed.Value, cancellationToken);
        if (found is null)
        {
            return isAnswered ? NoMessage(queue, routed.Value) : QueuesApi.NoBroker(errors.HasBroker);
        }

        if (ErrorQueues.ReadReplacement(found.Message.Type, body) is not { } replacement)
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["type"] = [$"is {found.Message.Type ?? "not known"}: the body of such a message cannot be replaced; replay it as it is, or discard it"] });
        }

        // The old body is stored first: where the audit is unavailable, nothing is replaced.
        await trail.AddAsync(new AuditRecord
        {
            At = time.GetUtcNow(),
            Key = caller.Name,
            What = "replaces a body",
            Target = $"{queue}/{found.Message.Id}",
            Replaced = found.Body,
        }).WaitAsync(Deadlines.Question, cancellationToken);
        return await errors.ReplaceAsync(queue, found.Message.Id, replacement, cancellationToken) switch
        {
            null => QueuesApi.NoBroker(errors.HasBroker),
            { Moved: 0 } => NoMessage(queue, routed.Value),
            var replaced => Settled(context, replaced, "moved back with another body"),
        };
    }

    // Where the connection breaks, or the caller hangs up, some of the messages are moved or gone: the record names these.
    private static async Task<List<string>> BeginAsync(HttpContext context, ErrorQueues errors)
    {
        var ids = new List<string>();
        if (errors.HasBroker)
        {
            await AuditNote.BegunAsync(context, ids: ids);
        }

        return ids;
    }

    private static IResult Settled(HttpContext context, Replayed settled, string how)
    {
        const int MaxNamed = 20;
        var names = string.Join(", ", settled.Ids.Take(MaxNamed));
        var rest = settled.NotLookedAt == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({settled.NotLookedAt} not looked at)");
        AuditNote.Set(context, settled.Queue, after: settled.Moved == 0 ? $"none {how}{rest}" : string.Create(CultureInfo.InvariantCulture, $"{settled.Moved} {how}: {names}{(settled.Ids.Count > MaxNamed ? ", ..." : "")}{rest}"), ids: settled.Ids);
        return TypedResults.Ok(settled);
    }

    private static IResult? Refusal(string queue, IResult? refusal, ErrorQueues errors) =>
        refusal ?? (errors.Knows(queue) ? null : ProblemResults.NotFound($"error queue {queue}; GET /queues lists them"));

    private static IResult NoMessage(string queue, string id) => ProblemResults.NotFound($"message {id} in {queue}");

    /// <summary>Why messages of an error queue failed.</summary>
    /// <param name="Queue">The error queue.</param>
    /// <param name="Reasons">The most frequent first.</param>
    /// <param name="NotLookedAt">How many messages of the queue are in no group, since a look ends at 10,000.</param>
    internal sealed record ListedReasons(string Queue, IReadOnlyList<FailureGroup> Reasons, long NotLookedAt = 0);

    /// <summary>Messages of an error queue.</summary>
    /// <param name="Queue">The error queue.</param>
    /// <param name="Messages">The last that failed first.</param>
    /// <param name="NotLookedAt">How many messages of the queue were not looked at, since a look ends at 10,000: what is asked for may be among them too.</param>
    internal sealed record ListedFailures(string Queue, IReadOnlyList<FailedMessage> Messages, long NotLookedAt = 0);

    internal sealed record FailedDetails(FailedMessage Message, IReadOnlyDictionary<string, string?> Headers, string? Body);
}
