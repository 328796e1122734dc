using System.Globalization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Replay;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>The broker's queues, and an operator's actions on failed messages.</summary>
internal static class QueuesApi
{
    private const int MaxMoved = 10_000;

    public static void AddQueues(this IHostApplicationBuilder builder)
    {
        builder.AddErrorQueues();
        var settings = builder.Settings();
        var management = settings.OptionalAddress("RABBITMQ_MANAGEMENT_URL", QueueManagement.Format);
        settings.NotInTheClear("RABBITMQ_MANAGEMENT_URL", management);
        var broker = builder.RabbitMqAddress();
        builder.Services.AddSingleton(_ => new QueueManagement(management, broker)).AddSingleton<OldestFailures>();
    }

    public static void MapQueues(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/queues", QueuesAsync).RequireRole(Role.Read);
        routes.MapGet("/queues/{queue}/reasons", ReasonsAsync).RequireRole(Role.Read);
        routes.MapGet("/queues/{queue}/messages", ListAsync).RequireRole(Role.Read);
        routes.MapGet("/queues/{queue}/messages/{id}", GetAsync).RequireRole(Role.Read);
        routes.MapPost("/queues/{queue}/replay", ReplayAsync).RequireRole(Role.Operate);
        routes.MapDelete("/queues/{queue}/messages", DiscardAsync).RequireRole(Role.Operate);
        routes.MapPut("/queues/{queue}/messages/{id}", ReplaceAsync).RequireRole(Role.Operate);
    }

    private static async Task<IResult> QueuesAsync(HttpRequest request, QueueDepths depths, QueueManagement management, OldestFailures oldest, ConfirmedPublisher publisher, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new ListQuery(request, days, isPaged: false);
        var looks = query.OneOf("oldest", "true", "false") == "true";
        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadlines.Question);
        try
        {
            var asked = management.ReadAsync(deadline.Token);
            var bot = looks ? StatusApi.AskBotAsync(publisher, deadline.Token) : Task.FromResult<BotStatus?>(null);
            if (await depths.ListAsync(deadline.Token) is not { } queues)
            {
                return NoBroker(depths.HasBroker);
            }

            var loads = await asked;
            var listed = new List<ListedQueue>();
            foreach (var queue in queues)
            {
                var load = loads?.GetValueOrDefault(queue.Name);
                var isOfFailures = depths.IsOfFailures(queue.Name);
                listed.Add(new ListedQueue(
                    queue.Name, isOfFailures ? "failed" : "work", queue.Ready, queue.Consumers, load?.Unacknowledged, load?.Rate, isOfFailures && looks ? await OldestAsync(oldest, queue, deadline.Token) : null));
            }

            var lanes = StatusApi.OldestInLanes(await bot, depths);
            return TypedResults.Ok(new ListedQueues([.. listed.Select(queue => lanes.TryGetValue(queue.Name, out var since) ? queue with { OldestAt = since } : queue)]));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoBroker(depths.HasBroker);
        }
    }

    // A queue that takes too long is left out; the rest of the answer is known.
    private static async Task<DateTimeOffset?> OldestAsync(OldestFailures oldest, QueueDepth queue, CancellationToken deadline)
    {
        try
        {
            return await oldest.OfAsync(queue.Name, queue.Ready, deadline);
        }
        catch (Exception e) when (e is OperationCanceledException or ScanBusyException or ScanRefusedException)
        {
            return null;
        }
    }

    private static async Task<IResult> ReasonsAsync(string queue, HttpRequest request, ErrorQueues errors, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new ListQuery(request, days, isPaged: false);
        return Refusal(queue, query.Refusal(), errors)
            ?? (await errors.ReasonsAsync(queue, cancellationToken) is { } seen ? TypedResults.Ok(new ListedReasons(queue, seen.Of, seen.NotLookedAt)) : NoBroker(errors.HasBroker));
    }

    private static async Task<IResult> ListAsync(string queue, HttpRequest request, ErrorQueues errors, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new FailedQuery(request, days);
        var (filter, limit) = (query.Filter(), query.Limit(100, 1000));
        return Refusal(queue, query.Refusal(), errors)
            ?? (await errors.ListAsync(queue, limit, filter, cancellationToken) is { } seen ? TypedResults.Ok(new ListedFailures(queue, seen.Of, seen.NotLookedAt)) : NoBroker(errors.HasBroker));
    }

    /// <summary>The body may be personal: only operators see it.</summary>
    private static async Task<IResult> GetAsync(string queue, RoutedId routed, Caller caller, ErrorQueues errors, CancellationToken cancellationToken)
    {
        if (Refusal(queue, null, errors) is { } refusal)
        {
            return refusal;
        }

        var (found, isAnswered) = await errors.FindAsync(queue, routed.Value, cancellationToken);
        return !isAnswered ? NoBroker(errors.HasBroker)
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
        return await errors.ReplayAsync(queue, most, filter, cancellationToken, ids) is { } replayed ? Settled(context, replayed, "moved back") : NoBroker(errors.HasBroker);
    }

    private static async Task<IResult> DiscardAsync(string queue, HttpContext context, ErrorQueues errors, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new FailedQuery(context.Request, days);
        var filter = await query.FilterAsync(cancellationToken);
        if (Refusal(queue, query.Refusal(), errors) is { } refusal)
        {
            return refusal;
        }

        if (filter.Reason is null && filter.ReasonIs is null && filter.Ids is not { Count: > 0 })
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["id"] = ["or reason must be given: what is discarded is gone"] });
        }

        var ids = await BeginAsync(context, errors);
        return await errors.DiscardAsync(queue, filter, cancellationToken, ids) is { } discarded ? Settled(context, discarded, "discarded") : NoBroker(errors.HasBroker);
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
            return isAnswered ? NoMessage(queue, routed.Value) : NoBroker(errors.HasBroker);
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
            null => NoBroker(errors.HasBroker),
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

    private static IResult NoBroker(bool isAway) => isAway
        ? ProblemResults.Unavailable("No broker", "The broker does not answer. Ask again in a moment.")
        : TypedResults.Problem("There is no broker here: without RABBITMQ_URL (Standalone) messages are in the memory of the process, and what failed is seen by GET /messages?state=failed.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "No broker");

    internal sealed record ListedQueues(IReadOnlyList<ListedQueue> Queues);

    /// <summary>A queue.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind"><c>work</c>, or <c>failed</c> for what was given up.</param>
    /// <param name="Ready">How many messages wait in it.</param>
    /// <param name="Consumers">How many consumers take from it.</param>
    /// <param name="Unacknowledged">How many messages consumers are working on; left out without <c>RABBITMQ_MANAGEMENT_URL</c>.</param>
    /// <param name="Rate">How many messages a second they finished recently; left out without <c>RABBITMQ_MANAGEMENT_URL</c>.</param>
    /// <param name="OldestAt">When the oldest message of an error queue failed, or when the oldest message of a lane that a Sender is working on was ordered: those in the lane itself are younger. Left out where it was not asked for, for an error queue that is empty or has more than 200 messages, and for every other queue.</param>
    internal sealed record ListedQueue(string Name, string Kind, long Ready, long Consumers, long? Unacknowledged = null, double? Rate = null, DateTimeOffset? OldestAt = null);

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
