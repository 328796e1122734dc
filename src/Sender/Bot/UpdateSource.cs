using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>
/// Whether updates come by webhook or are polled, and the change between the two. Telegram's state counts: it is asked first,
/// and only what differs is set, by one Sender (docs/telegram.md 2, 3).
/// </summary>
public sealed class UpdateSource(TelegramClient telegram, BotIdentity identity, WebhookOptions options, IWebhookStore memory, ILease right, TimeProvider time)
{
    /// <summary>The kinds that are used (docs/telegram.md 2).</summary>
    public static readonly IReadOnlyList<string> AllowedUpdates = ["message", "callback_query", "my_chat_member"];

    private const string Right = "webhook";

    // Longer than a change takes; a Sender that dies in between blocks the others no longer than this.
    private static readonly TimeSpan RightPeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(500);

    private volatile WebhookInfo? _info;

    /// <summary>True where this Sender polls.</summary>
    public bool IsPolling => _info is { Url.Length: 0 };

    /// <summary>The webhook, as Telegram told last.</summary>
    public WebhookInfo? Info => _info;

    public DateTimeOffset ToldAt { get; private set; }

    /// <summary>Sets at Telegram what is wanted: the last order of an operator, else the setting.</summary>
    /// <returns>What is wrong, in one sentence; null when it is done.</returns>
    public async Task<string?> ArrangeAsync(CancellationToken cancellationToken)
    {
        Problem = await RefreshAsync(cancellationToken) ?? await ChangeAsync(await WantedAsync(), cancellationToken);
        IsArranged |= Problem is null;
        return Problem;
    }

    /// <summary>Why what is wanted is not set, in one sentence; null where it is, or was not tried yet.</summary>
    public string? Problem { get; private set; }

    /// <summary>True where what is wanted was set: what is otherwise at Telegram since then another program did.</summary>
    public bool IsArranged { get; private set; }

    /// <summary>The address that is wanted: the last order of an operator, else the setting; empty for polling.</summary>
    public async Task<string> WantedAsync() => await memory.OrderedAsync(options.Url ?? "") ?? options.Url ?? "";

    /// <summary>The digest of the secret; null where there is none.</summary>
    public string? SecretDigest => options.Secret is { Length: > 0 } secret ? WebhookSecret.Digest(secret) : null;

    /// <summary>An operator's order; an empty address means to poll. It outlasts a restart.</summary>
    public async Task<WebhookOrder> OrderAsync(string url, CancellationToken cancellationToken)
    {
        if (url.Length > 0 && options.Secret is null)
        {
            return new WebhookOrder("TELEGRAM_WEBHOOK_SECRET is not set: without it anybody could send updates", Before: null);
        }

        if (await RefreshAsync(cancellationToken) is { } unreached)
        {
            return new WebhookOrder(unreached, Before: null);
        }

        var before = _info!.Url;
        if (await ChangeAsync(url, cancellationToken) is { } problem)
        {
            return new WebhookOrder(problem, before);
        }

        await memory.OrderAsync(options.Url ?? "", url);
        (Problem, IsArranged) = (null, true);
        return new WebhookOrder(Problem: null, before);
    }

    /// <summary>Asks Telegram for its state.</summary>
    /// <returns>What is wrong, in one sentence; null when Telegram told.</returns>
    public async Task<string?> RefreshAsync(CancellationToken cancellationToken)
    {
        var answer = await telegram.GetWebhookInfoAsync(cancellationToken);
        if (TelegramClient.ResultOf(answer, TelegramJson.Default.WebhookInfo) is not { } told)
        {
            return $"getWebhookInfo: {Refused(Classification.Classify(answer))}";
        }

        (_info, ToldAt) = (told, time.GetUtcNow());
        return null;
    }

    private async Task<string?> ChangeAsync(string url, CancellationToken cancellationToken)
    {
        while (!await MatchesAsync(url))
        {
            // Several Senders that start together would each set it, and Telegram takes one a second.
            if (await right.HoldAsync(Right, RightPeriod))
            {
                return await ChangeAloneAsync(url, cancellationToken);
            }

            await Task.Delay(AskAgain, time, cancellationToken);
            if (await RefreshAsync(cancellationToken) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private async Task<string?> ChangeAloneAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            // The process that had the lease before may have set it.
            if (await RefreshAsync(cancellationToken) is { } problem)
            {
                return problem;
            }

            return await MatchesAsync(url) ? null : await SetAsync(url, cancellationToken);
        }
        finally
        {
            await right.GiveUpAsync(Right);
        }
    }

    private async Task<string?> SetAsync(string url, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = url.Length == 0
                ? await telegram.DeleteWebhookAsync(cancellationToken)
                : await telegram.SetWebhookAsync(new SetWebhookCall(url, options.Secret!, AllowedUpdates), cancellationToken);

            switch (Classification.Classify(answer))
            {
                case TelegramOutcome.Delivered:
                    await memory.SetWithAsync(url.Length == 0 ? "" : Fingerprint());
                    return await RefreshAsync(cancellationToken);
                case TelegramOutcome.RateLimited limited:
                    if (limited.RetryAfter > RightPeriod / 2)
                    {
                        // The right would be another process's by then, and the caller's answer late: it is tried again by the next one.
                        return $"{Method(url)}: Telegram asks to wait {limited.RetryAfter.TotalSeconds:0} s";
                    }

                    await Task.Delay(limited.RetryAfter, time, cancellationToken);
                    break;
                case var refused:
                    return $"{Method(url)}: {Refused(refused)}";
            }
        }
    }

    /// <summary>Telegram tells the address and the kinds of updates, but never the secret: a fingerprint of it is kept.</summary>
    private async Task<bool> MatchesAsync(string url) =>
        _info!.Url == url && (url.Length == 0 || (AllowedUpdates.Order().SequenceEqual((_info.AllowedUpdates ?? []).Order()) && await memory.LastSetWithAsync() == Fingerprint()));

    private string Fingerprint() => WebhookSecret.Digest(options.Secret ?? "");

    private static string Method(string url) => url.Length == 0 ? "deleteWebhook" : "setWebhook";

    // Noticed here too: with a webhook and nothing to send nobody else asks Telegram anything.
    private string Refused(TelegramOutcome outcome)
    {
        if (outcome is TelegramOutcome.Unauthorised unauthorised)
        {
            identity.Refused(unauthorised);
        }

        return Describe(outcome);
    }

    private static string Describe(TelegramOutcome outcome) => outcome switch
    {
        TelegramOutcome.Permanent permanent => permanent.Description,
        TelegramOutcome.Transient transient => transient.Why,
        TelegramOutcome.Ambiguous ambiguous => ambiguous.Why,
        TelegramOutcome.Unauthorised unauthorised => unauthorised.Why ?? "Telegram does not know the bot token",
        TelegramOutcome.Conflict conflict => conflict.Description,
        TelegramOutcome.RateLimited limited => $"Telegram asks to wait {limited.RetryAfter.TotalSeconds:0} s",
        _ => "Telegram's answer cannot be read",
    };
}

/// <summary>What became of an operator's order.</summary>
/// <param name="Problem">What is wrong, in one sentence; null when it is done.</param>
/// <param name="Before">The address that Telegram had before it; empty for none, null where Telegram was not asked.</param>
public sealed record WebhookOrder(string? Problem, string? Before);

/// <summary>How updates are to come.</summary>
public sealed record WebhookOptions
{
    /// <summary>The public address of <c>POST /webhook</c>, from <c>TELEGRAM_WEBHOOK_URL</c>. Default: none, the Sender polls.</summary>
    public string? Url { get; init; }

    /// <summary>What Telegram shows us with each update, from <c>TELEGRAM_WEBHOOK_SECRET</c> (docs/telegram.md 1). A secret; required with <see cref="Url"/>.</summary>
    public string? Secret { get; init; }

    /// <summary>Not written out: a record's own text would hold the secret.</summary>
    public override string ToString() => Url ?? "polling";
}
