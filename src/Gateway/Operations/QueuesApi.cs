using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Replay;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>The broker's queues.</summary>
internal static class QueuesApi
{
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
        routes.MapFailures();
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

    /// <summary>503, with when to ask again where there is a broker.</summary>
    /// <param name="isAway">True where there is one.</param>
    public static IResult NoBroker(bool isAway) => isAway
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
}
