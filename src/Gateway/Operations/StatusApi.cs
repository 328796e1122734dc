using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;
using PhStudio.Messaging.ServiceDefaults.ChatPins;
using PhStudio.Messaging.Telegram;
using PhStudio.Messaging.Templates;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary><c>GET /status</c>: is all well? The first three members are as the old system answered them.</summary>
internal static class StatusApi
{
    public static void AddStatus(this IHostApplicationBuilder builder)
    {
        builder.AddQueueDepths();
        builder.AddChatOutages();
        builder.AddChatPins();
    }

    public static void MapStatus(this IEndpointRouteBuilder routes) => routes.MapGet("/status", GetAsync).RequireRole(Role.Read);

    private static async Task<IResult> GetAsync(HttpRequest request, LegacyAnswers legacy, ConfirmedPublisher publisher, QueueDepths queues, IChatOutages outages, IChatPins pins, TemplateLibrary templates, WebhookSecret secret, FailingCallbacks callbacks, IMessageStatusStore statuses, TimeProvider time, IServiceProvider services, CancellationToken cancellationToken)
    {
        var query = new QueryNumbers(request);
        query.OneOf(LegacyAnswers.Parameter, "true", "false");
        if (query.Errors.Count > 0)
        {
            return ProblemResults.WrongFields(query.Errors);
        }

        // At once, each with a deadline of its own: what does not answer is told with the rest, and never keeps it waiting.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadlines.Question);
        var (unsent, asked, checks, depths) = (UnsentApi.CountAsync(services, cancellationToken), AskBotAsync(publisher, cancellationToken), StatusParts.HealthAsync(services, cancellationToken), StatusParts.DepthsAsync(queues, deadline.Token));
        var (outagesNow, named) = (StatusParts.AllAsync(outages.AllAsync), StatusParts.AllAsync(pins.AllAsync));
        var (unknown, failures) = (StatusParts.UnknownAsync(statuses), queues.HasBroker ? null : StatusParts.FailedAsync(statuses, time));
        await Task.WhenAll(unsent, asked, checks, depths, outagesNow, named, unknown, failures ?? Task.CompletedTask);
        var (bot, parts) = (await asked, await checks);
        // As the Sender's own readiness says it; in Standalone it is among the checks already.
        parts.TryAdd("telegram", bot is { Connected: true, Circuit: "closed", TelegramProblem: null } ? "healthy" : "unhealthy");
        var unreachable = (await outagesNow).Select(chat => new UnreachableChat(chat.ChatId, JsonNamingPolicy.SnakeCaseLower.ConvertName(chat.Reason.ToString()), chat.Since)).ToList();
        var error = bot is null ? "The Sender does not answer." : bot.Error ?? ProblemOf(unreachable) ?? ProblemOf(await named);
        var well = error is null && bot!.Connected && parts.Values.All(state => state == "healthy");

        if (legacy.AreAskedFor(request))
        {
            return TypedResults.Ok(new LegacyStatus(well ? "connected" : "error", BotInfoOf(bot), bot?.WebhookUrl is not null, error));
        }

        var waiting = await depths;
        var failed = failures is null ? (waiting ?? new Dictionary<string, long>()).Where(queue => queues.IsOfFailures(queue.Key)).Sum(queue => queue.Value) : await failures;
        return TypedResults.Ok(new StatusAnswer
        {
            Status = well ? "connected" : "error",
            BotInfo = BotInfoOf(bot),
            WebhookConfigured = bot?.WebhookUrl is not null,
            Error = error,
            Updates = bot?.Updates,
            WebhookUrl = bot?.WebhookUrl,
            PendingUpdates = bot?.PendingUpdates,
            LastWebhookError = bot?.LastWebhookError,
            LastWebhookErrorAt = bot?.LastWebhookErrorAt,
            WebhookProblem = bot is null ? null : WebhookProblemOf(bot, secret),
            Circuit = bot?.Circuit,
            Parts = parts,
            Queues = waiting,
            Failed = failed > 0 ? failed : null,
            Unknown = await unknown is > 0 and var undecided ? undecided : null,
            CallbacksFailing = callbacks.Count is > 0 and var failing ? failing : null,
            // The messages in the lanes, and those that the Senders are working on, which no queue counts.
            Waiting = waiting is null && bot?.InHand is null ? null : (waiting ?? new Dictionary<string, long>()).Where(queue => queues.IsOfLane(queue.Key)).Sum(queue => queue.Value) + (bot?.InHand ?? 0),
            WaitingSince = bot?.InHandSince,
            OldestInLanes = OldestInLanes(bot, queues) is { Count: > 0 } lanes ? lanes : null,
            RequestsPerSecond = bot?.RequestsPerSecond,
            RequestsAllowedPerSecond = bot?.RequestsAllowedPerSecond,
            RefusedAgain = bot?.RefusedAgain,
            Unsent = await unsent is > 0 and var dead ? dead : null,
            UnreachableChats = unreachable.Count == 0 ? null : unreachable,
            NamedChats = await named is { Count: > 0 } pinned ? [.. pinned.Select(pin => new NamedChat(pin.Name, pin.Number, pin.Refused))] : null,
            TemplateProblems = TemplateProblems(templates, bot) is { Count: > 0 } problems ? problems : null,
        });
    }

    private static BotInfo? BotInfoOf(BotStatus? bot) => bot is { BotId: { } id } ? new BotInfo(id, bot.BotUserName, bot.BotName) : null;

    /// <summary>When the oldest message that a Sender is working on was ordered, by lane.</summary>
    internal static IReadOnlyDictionary<string, DateTimeOffset> OldestInLanes(BotStatus? bot, QueueDepths queues) =>
        (bot?.Lanes ?? []).Where(lane => queues.LaneOf(lane.Priority) is not null).ToDictionary(lane => queues.LaneOf(lane.Priority)!, lane => lane.Since, StringComparer.Ordinal);

    /// <summary>What the Sender says; null where none answers in time.</summary>
    internal static async Task<BotStatus?> AskBotAsync(ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        try
        {
            return await publisher.AskQuestionAsync(new GetBotStatus(), answers => answers.On<BotStatus>(), cancellationToken) as BotStatus;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static string? ProblemOf(IReadOnlyCollection<UnreachableChat> unreachable) =>
        unreachable.Count == 0 ? null : $"Nothing reaches the staff chat {string.Join(", ", unreachable.Select(chat => chat.ChatId))}.";

    private static string? ProblemOf(IReadOnlyList<ChatPin> named) => named.FirstOrDefault(pin => pin.Refused is not null) is { } taken
        ? $"The staff chat {taken.Name} is {taken.Number}, and {taken.Refused} has that name now: it is not believed. Write the right chat's number into TELEGRAM_CHAT_ID or STAFF_CHATS in the name's place."
        : null;

    // Both show otherwise only by an error of Telegram's at the next update. Where the Sender has an error, that says why another address is there.
    private static string? WebhookProblemOf(BotStatus bot, WebhookSecret secret) =>
        bot is { Error: null, WebhookWanted: { } wanted } && wanted != (bot.WebhookUrl ?? "")
            ? $"At Telegram the webhook is {bot.WebhookUrl ?? "none"}, and {(wanted.Length == 0 ? "none is wanted, since the Sender polls" : $"{wanted} is wanted")}: another program uses this bot's token. Stop it, and restart a Sender, or {(wanted.Length == 0 ? "DELETE" : "PUT")} /bot/webhook."
            : bot is { WebhookUrl: not null, WebhookSecretDigest: { } digest } && !secret.HasDigest(digest)
                ? "The Sender has another TELEGRAM_WEBHOOK_SECRET than the Gateway, which refuses every update: set the same in both."
                : null;

    // Each service reads the folder itself, and the mount may be missing in one of them.
    private static List<string> TemplateProblems(TemplateLibrary own, BotStatus? sender) =>
        [.. own.Problems.Select(problem => problem.ToString()).Union(sender?.TemplateProblems ?? [], StringComparer.Ordinal)];

    /// <summary>The answer of the system before this one, with its members only.</summary>
    internal sealed record LegacyStatus(string Status, BotInfo? BotInfo, bool WebhookConfigured, string? Error);

    internal sealed record BotInfo(long Id, string? Username, string? FirstName);

    internal sealed record UnreachableChat(string ChatId, string Reason, DateTimeOffset Since);

    internal sealed record NamedChat(string Name, string Number, string? Refused);
}
