using System.Text.Json.Serialization;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.Gateway.Hosting;
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

    private static async Task<IResult> GetAsync(HttpRequest request, LegacyAnswers legacy, ConfirmedPublisher publisher, QueueDepths queues, IChatOutages outages, IChatPins pins, TemplateLibrary templates, WebhookSecret secret, FailingCallbacks callbacks, IServiceProvider services, CancellationToken cancellationToken)
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
        await Task.WhenAll(unsent, asked, checks, depths, outagesNow, named);
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
            Failed = (waiting ?? new Dictionary<string, long>()).Where(queue => queues.IsOfFailures(queue.Key)).Sum(queue => queue.Value) is > 0 and var failed ? failed : null,
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

    internal sealed record StatusAnswer
    {
        public required string Status { get; init; }

        public BotInfo? BotInfo { get; init; }

        public required bool WebhookConfigured { get; init; }

        public string? Error { get; init; }

        public string? Updates { get; init; }

        public string? WebhookUrl { get; init; }

        public int? PendingUpdates { get; init; }

        public string? LastWebhookError { get; init; }

        public DateTimeOffset? LastWebhookErrorAt { get; init; }

        /// <summary>What is wrong with the webhook although Telegram may not have said so yet: another address than the wanted one, or another secret in the Sender than here.</summary>
        public string? WebhookProblem { get; init; }

        public string? Circuit { get; init; }

        public required IReadOnlyDictionary<string, string> Parts { get; init; }

        /// <summary>How many messages wait, by queue, where the broker is RabbitMQ; queues that are empty are left out, error queues included where they hold something.</summary>
        [JsonPropertyName("queues")]
        public IReadOnlyDictionary<string, long>? Queues { get; init; }

        /// <summary>How many messages were given up and lie in queues of failed ones. Left out where there are none.</summary>
        public long? Failed { get; init; }

        /// <summary>How many callbacks the platform does not take. Left out where there are none.</summary>
        public long? CallbacksFailing { get; init; }

        /// <summary>How many messages wait to be sent: those in the lanes, and those that the Senders are working on.</summary>
        public long? Waiting { get; init; }

        /// <summary>Since when the oldest message that the Senders are working on waits.</summary>
        public DateTimeOffset? WaitingSince { get; init; }

        /// <summary>When the oldest message that a Sender is working on was ordered, by lane: those in the lane itself are younger.</summary>
        public IReadOnlyDictionary<string, DateTimeOffset>? OldestInLanes { get; init; }

        /// <summary>Requests a second that the Senders made to Telegram in the last five seconds.</summary>
        public decimal? RequestsPerSecond { get; init; }

        /// <summary>Requests a second that the bot may make (<c>TELEGRAM_RATE_LIMIT_REQUESTS</c>); left out where it has no limit.</summary>
        public decimal? RequestsAllowedPerSecond { get; init; }

        /// <summary>How many repeated calls Telegram refused in the last ten minutes, over all Senders: more than a few mean a message in a loop.</summary>
        public int? RefusedAgain { get; init; }

        /// <summary>How many messages were given up in Redis after ten refusals of the broker: <c>GET /unsent</c> lists them, <c>POST /unsent/replay</c> sends them again. Left out where there are none.</summary>
        public long? Unsent { get; init; }

        /// <summary>Staff chats that nothing reaches, why and since when.</summary>
        public IReadOnlyList<UnreachableChat>? UnreachableChats { get; init; }

        /// <summary>Staff chats that the settings call by a public name: the number that the name was pinned to, where cards go, and the number of another chat that has the name since and is refused.</summary>
        public IReadOnlyList<NamedChat>? NamedChats { get; init; }

        /// <summary>Templates that were refused, each as <c>file:line: reason</c>; their last good versions go on.</summary>
        public IReadOnlyList<string>? TemplateProblems { get; init; }
    }
}
