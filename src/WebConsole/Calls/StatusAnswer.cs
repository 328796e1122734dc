namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>The answer of <c>GET /status</c>, as far as the console shows it.</summary>
public sealed record StatusAnswer(
    string Status, BotInfo? BotInfo, string? Error, string? Updates, string? WebhookUrl, string? LastWebhookError, DateTimeOffset? LastWebhookErrorAt, string? WebhookProblem, string? Circuit, IReadOnlyDictionary<string, string> Parts,
    IReadOnlyDictionary<string, long>? Queues, long? Failed, long? Unknown, long? CallbacksFailing, long? Waiting, DateTimeOffset? WaitingSince, IReadOnlyDictionary<string, DateTimeOffset>? OldestInLanes, double? RequestsPerSecond, double? RequestsAllowedPerSecond, int? RefusedAgain, long? Unsent, IReadOnlyList<string>? TemplateProblems);

public sealed record BotInfo(long Id, string? Username, string? FirstName);
