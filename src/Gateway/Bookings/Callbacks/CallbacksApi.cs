using System.Text.Json;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>The callbacks to the platform, and their redelivery by hand.</summary>
internal static class CallbacksApi
{
    private static readonly string[] States = [.. Enum.GetValues<CallbackState>().Select(NameOf)];

    public static void MapCallbacks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/outcomes", ListAsync).RequireRole(Role.Read);
        routes.MapPost("/outcomes/{id}/redeliver", RedeliverAsync).RequireRole(Role.Operate);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, ICallbackLog log, StudioDay days)
    {
        var query = new ListQuery(request, days);
        var state = query.OneOf("state", States);
        var filter = new CallbackFilter(query.Id("booking_id"), state is null ? null : Enum.GetValues<CallbackState>().FirstOrDefault(known => NameOf(known) == state));
        var (cursor, limit) = (query.Cursor(own => own.Score >= 0 && own.Member.StartsWith("msg_", StringComparison.Ordinal)), query.Limit);
        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        var (callbacks, next) = await log.ListAsync(filter, cursor, limit).WaitAsync(Deadlines.Question);
        return TypedResults.Ok(new ListedCallbacks(callbacks, next?.ToString()));
    }

    /// <summary>Posts it now, once, under the same id, by which the receiver knows it, also where it was delivered before.</summary>
    private static async Task<IResult> RedeliverAsync(RoutedId routed, HttpContext context, ICallbackLog log, CallbackDelivery delivery, CancellationToken cancellationToken)
    {
        if (!delivery.IsOn)
        {
            return TypedResults.Problem("BOOKING_CALLBACK_URL is not set: nobody is told.", statusCode: StatusCodes.Status409Conflict, title: "No callbacks");
        }

        if (await log.FindAsync(routed.Value).WaitAsync(Deadlines.Question, cancellationToken) is not { } known)
        {
            return ProblemResults.NotFound($"callback \"{routed.Value}\"; GET /outcomes lists them");
        }

        var before = NameOf(known.Entry.State);
        await AuditNote.BegunAsync(context, routed.Value, before);
        try
        {
            // An attempt by hand is one: nobody goes on with what was given up or refused.
            await delivery.DeliverAsync(known.Callback, cancellationToken, known.Entry.State is CallbackState.GivenUp or CallbackState.Refused ? known.Entry.State : CallbackState.Failing);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is CallbackRefusedException or HttpRequestException or OperationCanceledException)
        {
            await AuditNote.BegunAsync(context, routed.Value, before, after: e is OperationCanceledException ? AuditNote.NotAnswered : "not taken");
            return TypedResults.Problem(e is OperationCanceledException ? "The platform did not answer in time." : e.Message, statusCode: StatusCodes.Status502BadGateway, title: "The platform did not take it");
        }

        AuditNote.Set(context, routed.Value, before, after: NameOf(CallbackState.Delivered));
        return TypedResults.Ok((await log.FindAsync(routed.Value).WaitAsync(Deadlines.Question, cancellationToken))?.Entry ?? known.Entry);
    }

    /// <summary>The word for it.</summary>
    public static string NameOf(CallbackState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    internal sealed record ListedCallbacks(IReadOnlyList<CallbackEntry> Outcomes, string? Next);
}
