using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>Messages that waited in Redis and are dead, since the broker refused them too often: what they are, and the way back. In memory none waits there.</summary>
internal static class UnsentApi
{
    private const int MaxMoved = 10_000;
    private const int MaxNamed = 20;
    private const int Page = 200;

    private static readonly string[] Stores = ["schedule", "outbox"];

    public static void MapUnsent(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/unsent", ListAsync).RequireRole(Role.Read);
        routes.MapPost("/unsent/replay", ReplayAsync).RequireRole(Role.Operate);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, IServiceProvider services, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new ListQuery(request, days, isPaged: false);
        var limit = query.Whole("limit", 100, 1, 1000);
        return query.Refusal() ?? TypedResults.Ok(new ListedUnsent([.. (await DeadAsync(services, limit, cancellationToken).WaitAsync(Deadlines.Question, cancellationToken)).Select(dead => Describe(dead.Kept, dead.Message))]));
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, IServiceProvider services, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new ListQuery(context.Request, days, isPaged: false);
        var ids = query.Many("id");
        query.DemandValues();
        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        var revived = new List<string>();
        await (ids.Count > 0 ? ReviveAsync(context, services, ids, revived, cancellationToken) : ReviveAllAsync(context, services, revived, cancellationToken));
        var names = string.Join(", ", revived.Take(MaxNamed));
        AuditNote.Set(context, "unsent", after: revived.Count == 0 ? "none sent again" : string.Create(CultureInfo.InvariantCulture, $"{revived.Count} sent again: {names}{(revived.Count > MaxNamed ? ", ..." : "")}"), ids: revived);
        return TypedResults.Ok(new ReplayedUnsent(revived.Count, revived));
    }

    // Their bodies are not read: of a long refusal there are tens of megabytes.
    private static async Task ReviveAsync(HttpContext context, IServiceProvider services, IReadOnlyCollection<string> ids, List<string> revived, CancellationToken cancellationToken)
    {
        await AuditNote.BegunAsync(context, "unsent", ids: revived);
        foreach (var id in ids)
        {
            foreach (var store in Stores.Select(kept => StoreOf(services, kept)).OfType<IWaitingMessages>())
            {
                if (await store.ReviveAsync(id, cancellationToken))
                {
                    revived.Add(id);
                    break;
                }
            }
        }
    }

    private static async Task ReviveAllAsync(HttpContext context, IServiceProvider services, List<string> revived, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var store in Stores.Select(kept => StoreOf(services, kept)).OfType<IWaitingMessages>())
        {
            // What died again meanwhile comes behind the others: a page of it alone is the end.
            while (seen.Count < MaxMoved)
            {
                var page = await store.ListDeadAsync(0, Page, cancellationToken).WaitAsync(Deadlines.Question, cancellationToken);
                var dead = page.Where(message => seen.Add(message.Token)).ToList();
                if (dead.Count == 0)
                {
                    break;
                }

                await AuditNote.BegunAsync(context, "unsent", ids: revived);
                foreach (var message in dead)
                {
                    if (await store.ReviveAsync(message.Token, cancellationToken))
                    {
                        revived.Add(message.Token);
                    }
                }
            }
        }
    }

    /// <summary>How many there are; null where Redis does not say so in time.</summary>
    public static async Task<long?> CountAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            var counts = await Task.WhenAll(Stores.Select(kept => StoreOf(services, kept)).OfType<IWaitingMessages>().Select(store => store.CountAsync(cancellationToken))).WaitAsync(Deadlines.Question, cancellationToken);
            return counts.Sum(count => count.Dead);
        }
        catch (Exception e) when (e is TimeoutException || RedisOutageRetry.IsOutage(e))
        {
            return null;
        }
    }

    private static IWaitingMessages? StoreOf(IServiceProvider services, string kept) =>
        kept == "schedule" ? services.GetService<IScheduledMessages>() : services.GetService<IBusOutboxMessages>();

    private static async Task<IReadOnlyList<(string Kept, WaitingMessage Message)>> DeadAsync(IServiceProvider services, int most, CancellationToken cancellationToken)
    {
        var dead = new List<(string, WaitingMessage)>();
        foreach (var kept in Stores)
        {
            if (StoreOf(services, kept) is { } store)
            {
                dead.AddRange((await store.ListDeadAsync(0, most - dead.Count, cancellationToken)).Select(message => (kept, message)));
            }
        }

        return dead;
    }

    private static UnsentMessage Describe(string kept, WaitingMessage message) => new(
        message.Token, kept, message.MessageType.Split(';')[0].Split(':')[^1], message.Destination?.ToString().Split('/', ':')[^1].Split('?')[0], message.Reason, message.Due, message.Next);

    internal sealed record ListedUnsent(IReadOnlyList<UnsentMessage> Messages);

    /// <summary>A message that was not sent.</summary>
    /// <param name="Id">By which it is sent again.</param>
    /// <param name="Kept"><c>schedule</c> for one that waited for its time, <c>outbox</c> for one that waited for the broker.</param>
    /// <param name="Type">What it is.</param>
    /// <param name="Destination">The queue or exchange that it was for.</param>
    /// <param name="Reason">Why the broker did not take it, the last time.</param>
    /// <param name="DueAt">When it was to be sent.</param>
    /// <param name="DiedAt">When it was given up.</param>
    internal sealed record UnsentMessage(string Id, string Kept, string Type, string? Destination, string? Reason, DateTimeOffset DueAt, DateTimeOffset DiedAt);

    /// <summary>What is sent again.</summary>
    /// <param name="Moved">How many.</param>
    /// <param name="Ids">Which.</param>
    internal sealed record ReplayedUnsent(int Moved, IReadOnlyList<string> Ids);
}
