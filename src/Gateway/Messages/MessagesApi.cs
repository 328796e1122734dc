using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Messages out, and their outcomes.</summary>
internal static class MessagesApi
{
    private const int MaxWait = 60;
    private const int MaxList = 1000;

    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/send", SendAsync).RequireRole(Role.Send);
        routes.MapPost("/send/batch", BatchIntake.SendAsync).WithMetadata(BatchIntake.SizeLimit).RequireRole(Role.Send);
        routes.MapGet("/messages", ListAsync).RequireRole(Role.Read);
        routes.MapGet("/messages/counts", MessageCountsApi.CountAsync).RequireRole(Role.Read);
        routes.MapGet("/messages/{id}", GetAsync).RequireRole(Role.Read, Role.Send);
        routes.MapDelete("/messages/{id}", MessageDeletion.DeleteAsync).RequireRole(Role.Send);
        routes.MapPost("/messages/{id}/resolve", ResolveAsync).RequireRole(Role.Operate);
    }

    private static async Task<IResult> SendAsync(HttpRequest request, MessageIntake intake, UploadedPhotos uploads, LegacyAnswers legacy, CancellationToken cancellationToken)
    {
        var query = new QueryNumbers(request);
        var wait = query.Seconds("wait", MaxWait);
        query.OneOf(LegacyAnswers.Parameter, "true", "false");
        query.Allow("wait", LegacyAnswers.Parameter);
        if (query.Errors.Count > 0)
        {
            return ProblemResults.WrongFields(query.Errors);
        }

        var (body, files) = PictureForm.IsIn(request) ? await SendForm.ReadAsync(request, cancellationToken) : (await RequestBody.ReadAsync<OutgoingMessage>(request, cancellationToken), UploadedPhotos.None);
        if (body.ToOrder(Priority.Normal, intake.Now, out var errors) is not { } order)
        {
            return ProblemResults.WrongFields(errors);
        }

        if (await intake.DifferencesAsync(body, order) is { Count: > 0 } differing)
        {
            return ProblemResults.OtherContent("message", order.MessageId.ToString(), differing);
        }

        if (await uploads.KeepAsync(files, order.Photos, body.PhotosField, order.SendAt) is { } refusal)
        {
            return refusal;
        }

        AuditNote.Set(request.HttpContext, order.MessageId.ToString());
        if (legacy.AreAskedFor(request))
        {
            return await LegacySend.SendAsync(intake, order, wait ?? LegacySend.Wait, cancellationToken);
        }

        if (wait is not { Ticks: > 0 } timeout)
        {
            await intake.AcceptAsync(order, cancellationToken);
            return Accepted(request, order);
        }

        var fact = await intake.AskAsync(order, timeout, cancellationToken);
        return fact switch
        {
            MessageSent sent => TypedResults.Ok(new SendResult(Success: true, order.MessageId, sent.TelegramMessageId > 0 ? sent.TelegramMessageId : null, sent.TelegramMessageIds, Remark: sent.Remark, Detail: sent.Detail)),
            MessageFailed failed => TypedResults.Ok(new SendResult(Success: false, order.MessageId, Error: failed.Detail ?? failed.Reason.ToString(), Reason: failed.Reason)),
            MessageExpired => TypedResults.Ok(new SendResult(Success: false, order.MessageId, Error: "expired before it could be sent")),
            MessageUnknown => TypedResults.Ok(new SendResult(Success: false, order.MessageId, Error: $"Telegram did not answer, so the message may or may not be there; see GET /messages/{order.MessageId}")),
            _ => Accepted(request, order),
        };
    }

    private static async Task<IResult> ListAsync(HttpRequest request, IMessageStatusStore statuses, StudioDay days)
    {
        // The older list without a cursor: those that wait for a choice, the oldest first.
        if (request.Query.ContainsKey("offset"))
        {
            return await ListUnknownAsync(request, statuses);
        }

        var query = new ListQuery(request, days);
        var state = query.OneOf("state", [.. Enum.GetValues<MessageState>().Select(NameOf)]);
        var filter = new MessageFilter(
            query.Text("chat_id"), query.Id("booking_id"), state is null ? null : Enum.GetValues<MessageState>().FirstOrDefault(known => NameOf(known) == state), query.Text("template"), query.From(), query.To());
        var (cursor, limit) = (query.Cursor(PageCursor.IsOfIds), query.Limit);
        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        var (messages, next) = await statuses.ListAsync(filter, cursor, limit).WaitAsync(Deadlines.Question);
        return TypedResults.Ok(new ListedMessages(messages, next?.ToString()));
    }

    private static async Task<IResult> ListUnknownAsync(HttpRequest request, IMessageStatusStore statuses)
    {
        var query = new QueryNumbers(request);
        var limit = query.Whole("limit", 100, 1, MaxList);
        var offset = query.Whole("offset", 0, 0, int.MaxValue - MaxList);
        query.Allow("state", "limit", "offset");
        if (query.TextOf("state") != "unknown")
        {
            query.Errors["state"] = ["must be unknown: with an offset only the messages that wait for a choice are listed; every other list goes on by cursor"];
        }

        return query.Errors.Count > 0
            ? ProblemResults.WrongFields(query.Errors)
            : TypedResults.Ok(new ListedMessages(await statuses.UnknownAsync(offset, limit).WaitAsync(Deadlines.Question), Next: null));
    }

    private static async Task<IResult> GetAsync(string id, IMessageStatusStore statuses)
    {
        if (!Guid.TryParse(id, out var messageId))
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["message_id"] = ["must be a UUID, as POST /send answered it"] });
        }

        if (await statuses.FindAsync(messageId).WaitAsync(Deadlines.Question) is not { } entry)
        {
            return ProblemResults.NotFound($"message {messageId}");
        }

        var steps = await statuses.TimelineAsync(messageId).WaitAsync(Deadlines.Question);
        // A message that came by the bus was not accepted here, but ordered.
        return TypedResults.Ok(entry with { Timeline = entry.CreatedAt is { } ordered && steps.All(step => step.What != "accepted") ? [new TimelineStep(ordered, "accepted"), .. steps] : steps });
    }

    private static async Task<IResult> ResolveAsync(string id, HttpRequest request, IMessageStatusStore statuses, ConfirmedPublisher publisher, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync<Resolution>(request, cancellationToken);
        if (!Guid.TryParse(id, out var messageId))
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["message_id"] = ["must be a UUID, as POST /send answered it"] });
        }
        if (body.Resend is not { } resend)
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["resend"] = ["must be true (send it again) or false (take it as delivered)"] });
        }
        if (await statuses.FindAsync(messageId) is not { } entry)
        {
            return ProblemResults.NotFound($"message {messageId}");
        }
        if (entry.State != MessageState.Unknown)
        {
            return NothingToResolve(entry);
        }

        if (!await statuses.ClaimAsync(entry, resend))
        {
            return TypedResults.Problem(
                $"The contrary choice for this message was made at the same moment; see GET /messages/{messageId}.",
                statusCode: StatusCodes.Status409Conflict,
                title: "Nothing to resolve");
        }

        // Queued in both cases: the Sender's events raise it from there, and of a message in parts those after the unknown one are still to be sent.
        var chosen = entry with { State = MessageState.Queued, At = time.GetUtcNow(), Detail = resend ? "sent again" : "taken as delivered" };
        // The order first, also for a caller who hangs up: where this process dies then, the message is resolved all the same.
        var order = new ResolveUnknown { MessageId = messageId, Resend = resend, Choice = ChoiceClaim.IdOf(entry, resend), ChatId = entry.ChatId, BookingId = entry.BookingId, Template = entry.Template, OrderedAt = entry.CreatedAt };
        await publisher.AcceptAsync(order, CancellationToken.None);
        await AuditNote.BegunAsync(request.HttpContext, messageId.ToString(), NameOf(entry.State));
        var now = chosen;
        if (!await statuses.ResolveAsync(entry, chosen) && await statuses.FindAsync(messageId) is { } other)
        {
            if (other.State == MessageState.Queued)
            {
                return NothingToResolve(other);
            }

            // The Sender told of the outcome first.
            now = other;
        }

        AuditNote.Set(request.HttpContext, messageId.ToString(), NameOf(entry.State), $"{NameOf(now.State)} ({chosen.Detail})");
        return TypedResults.Accepted($"{request.PathBase}/messages/{messageId}", now);
    }

    private static IResult NothingToResolve(MessageEntry entry) => TypedResults.Problem(
        $"Only a message in state unknown can be resolved; this one is {NameOf(entry.State)}.",
        statusCode: StatusCodes.Status409Conflict,
        title: "Nothing to resolve");

    private static string NameOf(MessageState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    private static IResult Accepted(HttpRequest request, SendMessage order) => TypedResults.Accepted($"{request.PathBase}/messages/{order.MessageId}", new SendResult(Success: true, order.MessageId));

    internal sealed record ListedMessages(IReadOnlyList<MessageEntry> Messages, string? Next);

    internal sealed record Resolution
    {
        public bool? Resend { get; init; }
    }

    internal sealed record SendResult(bool Success, Guid MessageId, long? TelegramMessageId = null, IReadOnlyList<long>? TelegramMessageIds = null, string? Error = null, FailureReason? Reason = null, string? Remark = null, string? Detail = null);
}
