using PhStudio.Messaging.Gateway.Problems;
using PhStudio.Messaging.Gateway.Requests;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.Gateway.Queues;

/// <summary>What an operator does with messages that were given up, once the cause is mended.</summary>
internal static class QueuesApi
{
    private const int Most = 10_000;

    public static void AddQueues(this IHostApplicationBuilder builder) => builder.AddErrorQueues();

    public static void MapQueues(this IEndpointRouteBuilder routes) => routes.MapPost("/queues/{queue}/replay", Replay);

    private static async Task<IResult> Replay(string queue, HttpRequest request, ErrorQueues errors, CancellationToken cancellation)
    {
        var query = new QueryNumbers(request);
        var most = query.Whole("most", Most, 1, Most);
        if (query.Errors.Count > 0)
        {
            return ProblemAnswers.WrongFields(query.Errors);
        }

        if (!errors.Knows(queue))
            return ProblemAnswers.NotFound($"error queue {queue}; GET /status lists those that hold something");
        return await errors.ReplayAsync(queue, most, cancellation) is { } replayed
            ? TypedResults.Ok(replayed)
            : TypedResults.Problem("The broker does not answer, or there is none.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "No broker");
    }
}
