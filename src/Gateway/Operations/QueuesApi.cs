using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>What an operator does with messages that were given up, once the cause is mended.</summary>
internal static class QueuesApi
{
    private const int Max = 10_000;
    private const int MaxListed = 1_000;
    private const int DefaultListed = 100;

    public static void AddQueues(this IHostApplicationBuilder builder) => builder.AddErrorQueues();

    public static void MapQueues(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/queues/{queue}/replay", ReplayAsync).RequireRole(Role.Operate);
        routes.MapGet("/queues/{queue}/messages", ListAsync).RequireRole(Role.Read);
    }

    private static async Task<IResult> ReplayAsync(string queue, string? id, HttpRequest request, ErrorQueues errors, CancellationToken cancellationToken)
    {
        var query = new QueryNumbers(request);
        var most = query.Whole("most", Max, 1, Max);
        return Refusal(queue, query, errors) ?? (await errors.ReplayAsync(queue, most, id, cancellationToken) is { } replayed ? TypedResults.Ok(replayed) : NoBroker());
    }

    private static async Task<IResult> ListAsync(string queue, HttpRequest request, ErrorQueues errors, CancellationToken cancellationToken)
    {
        var query = new QueryNumbers(request);
        var most = query.Whole("most", DefaultListed, 1, MaxListed);
        return Refusal(queue, query, errors) ?? (await errors.ListAsync(queue, most, cancellationToken) is { } messages ? TypedResults.Ok(new Listed(queue, messages)) : NoBroker());
    }

    private static IResult? Refusal(string queue, QueryNumbers query, ErrorQueues errors) =>
        query.Errors.Count > 0 ? ProblemResults.WrongFields(query.Errors)
        : errors.Knows(queue) ? null
        : ProblemResults.NotFound($"error queue {queue}; GET /status lists those that hold something");

    private static IResult NoBroker() => TypedResults.Problem("The broker does not answer, or there is none.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "No broker");

    private sealed record Listed(string Queue, IReadOnlyList<FailedMessage> Messages);
}
