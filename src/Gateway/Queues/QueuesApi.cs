using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Problems;
using PhStudio.Messaging.Gateway.Requests;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.Gateway.Queues;

/// <summary>What an operator does with messages that were given up, once the cause is mended.</summary>
internal static class QueuesApi
{
    private const int Most = 10_000;
    private const int MostListed = 1_000;
    private const int DefaultListed = 100;

    public static void AddQueues(this IHostApplicationBuilder builder) => builder.AddErrorQueues();

    public static void MapQueues(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/queues/{queue}/replay", Replay).RequireRole(Role.Operate);
        routes.MapGet("/queues/{queue}/messages", List).RequireRole(Role.Read);
    }

    private static async Task<IResult> Replay(string queue, string? id, HttpRequest request, ErrorQueues errors, CancellationToken cancellation)
    {
        var query = new QueryNumbers(request);
        var most = query.Whole("most", Most, 1, Most);
        return Refusal(queue, query, errors) ?? (await errors.ReplayAsync(queue, most, id, cancellation) is { } replayed ? TypedResults.Ok(replayed) : NoBroker());
    }

    private static async Task<IResult> List(string queue, HttpRequest request, ErrorQueues errors, CancellationToken cancellation)
    {
        var query = new QueryNumbers(request);
        var most = query.Whole("most", DefaultListed, 1, MostListed);
        return Refusal(queue, query, errors) ?? (await errors.ListAsync(queue, most, cancellation) is { } messages ? TypedResults.Ok(new Listed(queue, messages)) : NoBroker());
    }

    private static IResult? Refusal(string queue, QueryNumbers query, ErrorQueues errors) =>
        query.Errors.Count > 0 ? ProblemAnswers.WrongFields(query.Errors)
        : errors.Knows(queue) ? null
        : ProblemAnswers.NotFound($"error queue {queue}; GET /status lists those that hold something");

    private static IResult NoBroker() => TypedResults.Problem("The broker does not answer, or there is none.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "No broker");

    private sealed record Listed(string Queue, IReadOnlyList<FailedMessage> Messages);
}
