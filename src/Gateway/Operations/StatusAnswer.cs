using System.Text.Json.Serialization;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>The answer of <c>GET /status</c>.</summary>
internal sealed record StatusAnswer
{
    public required string Status { get; init; }

    public StatusApi.BotInfo? BotInfo { get; init; }

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

    /// <summary>How many messages were given up and lie in queues of failed ones; where the bus is in memory, how many failed in the last day. Left out where there are none.</summary>
    public long? Failed { get; init; }

    /// <summary>Of how many messages nobody can say whether they arrived, 1,000 at most: <c>GET /messages?state=unknown</c> lists them, and they wait for <c>POST /messages/{id}/resolve</c>. Left out where there are none.</summary>
    public long? Unknown { get; init; }

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
    public IReadOnlyList<StatusApi.UnreachableChat>? UnreachableChats { get; init; }

    /// <summary>Staff chats that the settings call by a public name: the number that the name was pinned to, where cards go, and the number of another chat that has the name since and is refused.</summary>
    public IReadOnlyList<StatusApi.NamedChat>? NamedChats { get; init; }

    /// <summary>Templates that were refused, each as <c>file:line: reason</c>; their last good versions go on.</summary>
    public IReadOnlyList<string>? TemplateProblems { get; init; }
}
