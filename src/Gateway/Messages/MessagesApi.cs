using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Problems;
using PhStudio.Messaging.Gateway.Publishing;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Messages out, and what became of them.</summary>
internal static class MessagesApi
{
    private const int LongestWait = 60;
    private const int LongestList = 1000;

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/send", Send);
        routes.MapPost("/send/batch", BatchIntake.Send).WithMetadata(BatchIntake.SizeLimit);
        routes.MapGet("/messages", List);
        routes.MapGet("/messages/{id}", Get);
        routes.MapPost("/messages/{id}/resolve", Resolve);
    }

    private static async Task<IResult> Send(OutgoingMessage body, double? wait, ConfirmedPublisher publisher, IMessageBoard board, TimeProvider time, CancellationToken cancellation)
    {
        if (wait is < 0 or > LongestWait)
            return ProblemAnswers.WrongFields(new Dictionary<string, string[]> { ["wait"] = [$"must be a number of seconds from 0 to {LongestWait}"] });
        if (body.ToOrder(Priority.Normal, time.GetUtcNow(), out var errors) is not { } order)
            return ProblemAnswers.WrongFields(errors);

        if (wait is not > 0)
        {
            await publisher.AcceptAsync(order, cancellation);
            await board.QueuedAsync(order);
            return Accepted(order);
        }

        var fact = await publisher.AskAsync(order, TimeSpan.FromSeconds(wait.Value),
            answers => answers.On<MessageSent>().On<MessageFailed>().On<MessageExpired>().On<MessageUnknown>(), cancellation);
        await board.QueuedAsync(order);
        return fact switch
        {
            MessageSent sent => TypedResults.Ok(new SendResult(Success: true, order.MessageId, sent.TelegramMessageId)),
            MessageFailed failed => TypedResults.Ok(new SendResult(Success: false, order.MessageId, Error: failed.Detail ?? failed.Reason.ToString(), Reason: failed.Reason)),
            MessageExpired => TypedResults.Ok(new SendResult(Success: false, order.MessageId, Error: "expired before it could be sent")),
            MessageUnknown => TypedResults.Ok(new SendResult(Success: false, order.MessageId, Error: $"Telegram did not answer, so the message may or may not be there; see GET /messages/{order.MessageId}")),
            _ => Accepted(order),
        };
    }

    /// <summary>Only what waits for somebody's choice is listed: it is little, and everything else is asked for by its id.</summary>
    private static async Task<IResult> List(string? state, int? limit, int? offset, IMessageBoard board)
    {
        var errors = new Dictionary<string, string[]>();
        if (state != "unknown")
            errors["state"] = ["must be unknown: only the messages that wait for a choice are listed"];
        if (limit is < 1 or > LongestList)
            errors["limit"] = [$"must be a number of messages from 1 to {LongestList}"];
        if (offset is < 0)
            errors["offset"] = ["must be a number of messages, 0 or more"];
        return errors.Count > 0
            ? ProblemAnswers.WrongFields(errors)
            : TypedResults.Ok(new UnknownMessages(await board.UnknownAsync(offset ?? 0, limit ?? 100)));
    }

    private static async Task<IResult> Get(string id, IMessageBoard board)
    {
        if (!Guid.TryParse(id, out var messageId))
            return ProblemAnswers.WrongFields(new Dictionary<string, string[]> { ["message_id"] = ["must be a UUID, as POST /send answered it"] });
        return await board.FindAsync(messageId) is { } entry ? TypedResults.Ok(entry) : ProblemAnswers.NotFound($"message {messageId}");
    }

    private static async Task<IResult> Resolve(string id, Resolution body, IMessageBoard board, ConfirmedPublisher publisher, CancellationToken cancellation)
    {
        if (!Guid.TryParse(id, out var messageId))
            return ProblemAnswers.WrongFields(new Dictionary<string, string[]> { ["message_id"] = ["must be a UUID, as POST /send answered it"] });
        if (body.Resend is not { } resend)
            return ProblemAnswers.WrongFields(new Dictionary<string, string[]> { ["resend"] = ["must be true (send it again) or false (take it as delivered)"] });
        if (await board.FindAsync(messageId) is not { } entry)
            return ProblemAnswers.NotFound($"message {messageId}");
        if (entry.State != MessageState.Unknown)
            return TypedResults.Problem($"Only a message in state unknown can be resolved; this one is {entry.State}.", statusCode: StatusCodes.Status409Conflict, title: "Nothing to resolve");

        await publisher.AcceptAsync(new ResolveUnknown { MessageId = messageId, Resend = resend }, cancellation);
        return TypedResults.Accepted($"/messages/{messageId}", entry);
    }

    private static IResult Accepted(SendMessage order) => TypedResults.Accepted($"/messages/{order.MessageId}", new SendResult(Success: true, order.MessageId));

    private sealed record UnknownMessages(IReadOnlyList<MessageEntry> Messages);

    private sealed record Resolution(bool? Resend);

    private sealed record SendResult(bool Success, Guid MessageId, long? TelegramMessageId = null, string? Error = null, FailureReason? Reason = null);
}
