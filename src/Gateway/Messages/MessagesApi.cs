using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Audit;
using PhStudio.Messaging.Gateway.Problems;
using PhStudio.Messaging.Gateway.Publishing;
using PhStudio.Messaging.Gateway.Requests;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Messages out, and what became of them.</summary>
internal static class MessagesApi
{
    private const int LongestWait = 60;
    private const int LongestList = 1000;

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/send", Send).RequireRole(Role.Send);
        routes.MapPost("/send/batch", BatchIntake.Send).WithMetadata(BatchIntake.SizeLimit).RequireRole(Role.Send);
        routes.MapGet("/messages", List).RequireRole(Role.Read);
        routes.MapGet("/messages/{id}", Get).RequireRole(Role.Read, Role.Send);
        routes.MapPost("/messages/{id}/resolve", Resolve).RequireRole(Role.Operate);
    }

    private static async Task<IResult> Send(HttpRequest request, MessageIntake intake, CancellationToken cancellationToken)
    {
        var query = new QueryNumbers(request);
        var wait = query.Seconds("wait", LongestWait);
        if (query.Errors.Count > 0)
        {
            return ProblemAnswers.WrongFields(query.Errors);
        }

        var body = await RequestBody.ReadAsync<OutgoingMessage>(request, cancellationToken);
        if (body.ToOrder(Priority.Normal, intake.Now, out var errors) is not { } order)
        {
            return ProblemAnswers.WrongFields(errors);
        }

        if (await intake.DifferencesAsync(body, order) is { Count: > 0 } differing)
        {
            return ProblemAnswers.OtherContent("message", order.MessageId.ToString(), differing);
        }

        AuditNote.Set(request.HttpContext, order.MessageId.ToString());
        if (wait is not { Ticks: > 0 } patience)
        {
            await intake.AcceptAsync(order, cancellationToken);
            return Accepted(request, order);
        }

        var fact = await intake.AskAsync(order, patience, cancellationToken);
        return fact switch
        {
            MessageSent sent => TypedResults.Ok(new SendResult(Success: true, order.MessageId, sent.TelegramMessageId > 0 ? sent.TelegramMessageId : null, sent.TelegramMessageIds, Remark: sent.Remark, Detail: sent.Detail)),
            MessageFailed failed => TypedResults.Ok(new SendResult(Success: false, order.MessageId, Error: failed.Detail ?? failed.Reason.ToString(), Reason: failed.Reason)),
            MessageExpired => TypedResults.Ok(new SendResult(Success: false, order.MessageId, Error: "expired before it could be sent")),
            MessageUnknown => TypedResults.Ok(new SendResult(Success: false, order.MessageId, Error: $"Telegram did not answer, so the message may or may not be there; see GET /messages/{order.MessageId}")),
            _ => Accepted(request, order),
        };
    }

    private static async Task<IResult> List(HttpRequest request, IMessageBoard board, StudioDay days)
    {
        // The list of before there was a cursor: those that wait for a choice, the oldest first.
        if (request.Query.ContainsKey("offset"))
        {
            return await ListUnknown(request, board);
        }

        var query = new ListQuery(request, days);
        var state = query.OneOf("state", [.. Enum.GetValues<MessageState>().Select(NameOf)]);
        var filter = new MessageFilter(
            query.Text("chat_id"), query.Text("booking_id"), state is null ? null : Enum.GetValues<MessageState>().FirstOrDefault(known => NameOf(known) == state), query.Text("template"), query.From(), query.To());
        var (cursor, limit) = (query.Cursor, query.Limit);
        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        var (messages, next) = await board.ListAsync(filter, cursor, limit).WaitAsync(Deadlines.Question);
        return TypedResults.Ok(new ListedMessages(messages, next?.ToString()));
    }

    private static async Task<IResult> ListUnknown(HttpRequest request, IMessageBoard board)
    {
        var query = new QueryNumbers(request);
        var limit = query.Whole("limit", 100, 1, LongestList);
        var offset = query.Whole("offset", 0, 0, int.MaxValue - LongestList);
        if (query.TextOf("state") != "unknown")
        {
            query.Errors["state"] = ["must be unknown: with an offset only the messages that wait for a choice are listed; every other list goes on by cursor"];
        }

        return query.Errors.Count > 0
            ? ProblemAnswers.WrongFields(query.Errors)
            : TypedResults.Ok(new ListedMessages(await board.UnknownAsync(offset, limit).WaitAsync(Deadlines.Question), Next: null));
    }

    private static async Task<IResult> Get(string id, IMessageBoard board)
    {
        if (!Guid.TryParse(id, out var messageId))
        {
            return ProblemAnswers.WrongFields(new Dictionary<string, string[]> { ["message_id"] = ["must be a UUID, as POST /send answered it"] });
        }

        if (await board.FindAsync(messageId).WaitAsync(Deadlines.Question) is not { } entry)
        {
            return ProblemAnswers.NotFound($"message {messageId}");
        }

        var steps = await board.TimelineAsync(messageId).WaitAsync(Deadlines.Question);
        // A message that came by the bus was not accepted here, but ordered.
        return TypedResults.Ok(entry with { Timeline = entry.CreatedAt is { } ordered && steps.All(step => step.What != "accepted") ? [new TimelineStep(ordered, "accepted"), .. steps] : steps });
    }

    private static async Task<IResult> Resolve(string id, HttpRequest request, IMessageBoard board, ConfirmedPublisher publisher, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync<Resolution>(request, cancellationToken);
        if (!Guid.TryParse(id, out var messageId))
            return ProblemAnswers.WrongFields(new Dictionary<string, string[]> { ["message_id"] = ["must be a UUID, as POST /send answered it"] });
        if (body.Resend is not { } resend)
            return ProblemAnswers.WrongFields(new Dictionary<string, string[]> { ["resend"] = ["must be true (send it again) or false (take it as delivered)"] });
        if (await board.FindAsync(messageId) is not { } entry)
            return ProblemAnswers.NotFound($"message {messageId}");
        // What the order comes to: the Sender's facts raise it from there.
        var chosen = entry with { State = resend ? MessageState.Queued : MessageState.Sent, At = time.GetUtcNow() };
        if (entry.State != MessageState.Unknown || !await board.ResolveAsync(entry, chosen))
        {
            var now = await board.FindAsync(messageId) ?? entry;
            return TypedResults.Problem(
                $"Only a message in state unknown can be resolved; this one is {NameOf(now.State)}.",
                statusCode: StatusCodes.Status409Conflict,
                title: "Nothing to resolve");
        }

        try
        {
            await publisher.AcceptAsync(new ResolveUnknown { MessageId = messageId, Resend = resend }, cancellationToken);
        }
        catch (NotAcceptedException)
        {
            await board.ResolveAsync(chosen, entry);
            throw;
        }

        AuditNote.Set(request.HttpContext, messageId.ToString(), NameOf(entry.State), resend ? "queued (sent again)" : "sent (taken as delivered)");
        return TypedResults.Accepted($"{request.PathBase}/messages/{messageId}", chosen);
    }

    private static string NameOf(MessageState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    private static IResult Accepted(HttpRequest request, SendMessage order) => TypedResults.Accepted($"{request.PathBase}/messages/{order.MessageId}", new SendResult(Success: true, order.MessageId));

    private sealed record ListedMessages(IReadOnlyList<MessageEntry> Messages, string? Next);

    private sealed record Resolution
    {
        public bool? Resend { get; init; }
    }

    private sealed record SendResult(bool Success, Guid MessageId, long? TelegramMessageId = null, IReadOnlyList<long>? TelegramMessageIds = null, string? Error = null, FailureReason? Reason = null, string? Remark = null, string? Detail = null);
}
