using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>An order to have Telegram deliver updates to a URL. Sent by the Gateway (<c>PUT /bot/webhook</c>), answered by the Sender with <see cref="BotStatus"/>.</summary>
public sealed record SetBotWebhook
{
    /// <summary>The public address of <c>POST /webhook</c>.</summary>
    [Required, StringLength(2000, MinimumLength = 8)]
    public required string Url { get; init; }
}

/// <summary>An order to stop webhook delivery, so that the Sender polls. Sent by the Gateway (<c>DELETE /bot/webhook</c>), answered by the Sender with <see cref="BotStatus"/>.</summary>
public sealed record DeleteBotWebhook;

/// <summary>A question for the bot's state. Sent by the Gateway (<c>GET /status</c>), answered by the Sender with <see cref="BotStatus"/>.</summary>
public sealed record GetBotStatus;

/// <summary>What the Sender knows of the bot. Holds no secret, but the digest of one.</summary>
public sealed record BotStatus
{
    /// <summary>True when Telegram knows the token and answers.</summary>
    public required bool Connected { get; init; }

    /// <summary>What is wrong, in one sentence; null when nothing is.</summary>
    public string? Error { get; init; }

    /// <summary>The bot's number.</summary>
    public long? BotId { get; init; }

    /// <summary>The bot's user name without <c>@</c>.</summary>
    public string? BotUserName { get; init; }

    /// <summary>The bot's name as shown.</summary>
    public string? BotName { get; init; }

    /// <summary>How updates come: <c>webhook</c> or <c>polling</c>.</summary>
    public required string Updates { get; init; }

    /// <summary>The webhook's address at Telegram; null when none is set.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>The address that is wanted there, and was set: an operator's order, else the setting. Empty for polling; null where the Sender does not say, or could not set it yet.</summary>
    [BlankSaysSomething]
    public string? WebhookWanted { get; init; }

    /// <summary>The address that was set at Telegram before the order that this answers; empty for none. Null where it answers no such order, or the Sender does not say.</summary>
    [BlankSaysSomething, Unreleased]
    public string? WebhookBefore { get; init; }

    /// <summary>A digest of the secret that the Sender gives to Telegram; null where it has none, or does not say. For the Gateway alone, which compares it.</summary>
    public string? WebhookSecretDigest { get; init; }

    /// <summary>How many updates wait at Telegram (docs/telegram.md 5).</summary>
    public int PendingUpdates { get; init; }

    /// <summary>The last error that Telegram had with the webhook.</summary>
    public string? LastWebhookError { get; init; }

    /// <summary>When Telegram last had an error: it keeps the last one forever, also when all has been well since (docs/telegram.md 5).</summary>
    public DateTimeOffset? LastWebhookErrorAt { get; init; }

    /// <summary>The circuit to Telegram: <c>closed</c>, <c>open</c> or <c>half_open</c>.</summary>
    public string Circuit { get; init; } = "closed";

    /// <summary>Why the Sender that answers is not ready for Telegram, as its own <c>/health/ready</c> says it; null where it is, or does not say.</summary>
    public string? TelegramProblem { get; init; }

    /// <summary>How many messages all Senders have taken from the queues and not sent yet; null where the one that answers does not say.</summary>
    public int? InHand { get; init; }

    /// <summary>When the oldest of them was taken; null where there is none.</summary>
    public DateTimeOffset? InHandSince { get; init; }

    /// <summary>The oldest message that all Senders are working on, by lane: those in the lane itself are younger. Null where the Sender that answers does not say.</summary>
    public IReadOnlyList<LaneWait>? Lanes { get; init; }

    /// <summary>Requests a second that all Senders together made in the last five seconds; null where the Sender does not say.</summary>
    public decimal? RequestsPerSecond { get; init; }

    /// <summary>Requests a second that the bot may make; null where it has no limit.</summary>
    public decimal? RequestsAllowedPerSecond { get; init; }

    /// <summary>How many calls Telegram refused in the last ten minutes for messages that it had refused before, of all Senders; null where the one that answers does not say.</summary>
    public int? RefusedAgain { get; init; }

    /// <summary>Templates that the Sender refuses, each as <c>file:line: reason</c>; null when none.</summary>
    public IReadOnlyList<string>? TemplateProblems { get; init; }
}
