using System.Security.Cryptography;
using System.Text;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Startup;

/// <summary>
/// Whether updates come by webhook or are polled, and the change between the two. Telegram's own word counts: it is asked first,
/// and only what differs is set (TELEGRAM.md 2, 3).
/// </summary>
public sealed class UpdateSource(TelegramClient telegram, WebhookOptions options, IWebhookMemory memory, TimeProvider time)
{
    /// <summary>What we have a use for (2).</summary>
    public static readonly IReadOnlyList<string> AllowedUpdates = ["message", "callback_query", "my_chat_member"];

    private volatile WebhookInfo? info;

    /// <summary>True where this Sender polls.</summary>
    public bool IsPolling => info is { Url.Length: 0 };

    /// <summary>The webhook, as Telegram told last.</summary>
    public WebhookInfo? Info => info;

    /// <summary>When Telegram told it.</summary>
    public DateTimeOffset ToldAt { get; private set; }

    /// <summary>Brings Telegram to what is wanted: the last order of an operator, else the setting.</summary>
    /// <returns>What is wrong, in one sentence; null when it is done.</returns>
    public async Task<string?> Arrange(CancellationToken cancellationToken)
    {
        if (await Refresh(cancellationToken) is { } problem)
        {
            return problem;
        }

        var ordered = await memory.Ordered(options.Url ?? "");
        return await Change(ordered ?? options.Url ?? "", cancellationToken);
    }

    /// <summary>An operator's order; an empty address means to poll. It outlasts a restart.</summary>
    /// <returns>What is wrong, in one sentence; null when it is done.</returns>
    public async Task<string?> Order(string url, CancellationToken cancellationToken)
    {
        if (url.Length > 0 && options.Secret is null)
        {
            return "TELEGRAM_WEBHOOK_SECRET is not set: without it anybody could send updates";
        }

        if (await Refresh(cancellationToken) is { } unreached)
        {
            return unreached;
        }

        if (await Change(url, cancellationToken) is { } problem)
        {
            return problem;
        }

        await memory.Order(options.Url ?? "", url);
        return null;
    }

    /// <summary>Asks Telegram how it stands.</summary>
    /// <returns>What is wrong, in one sentence; null when Telegram told.</returns>
    public async Task<string?> Refresh(CancellationToken cancellationToken)
    {
        var answer = await telegram.GetWebhookInfo(cancellationToken);
        if (TelegramClient.ResultOf(answer, TelegramJson.Default.WebhookInfo) is not { } told)
        {
            return $"getWebhookInfo: {Describe(Classification.Classify(answer))}";
        }

        (info, ToldAt) = (told, time.GetUtcNow());
        return null;
    }

    private async Task<string?> Change(string url, CancellationToken cancellationToken)
    {
        if (await Matches(url))
        {
            return null;
        }

        while (true)
        {
            var answer = url.Length == 0
                ? await telegram.DeleteWebhook(cancellationToken)
                : await telegram.SetWebhook(new SetWebhookCall(url, options.Secret!, AllowedUpdates), cancellationToken);

            switch (Classification.Classify(answer))
            {
                case Outcome.Delivered:
                    await memory.SetWith(url.Length == 0 ? "" : Fingerprint());
                    return await Refresh(cancellationToken);
                case Outcome.RateLimited limited:
                    await Task.Delay(limited.RetryAfter, time, cancellationToken);
                    break;
                case var refused:
                    return $"{(url.Length == 0 ? "deleteWebhook" : "setWebhook")}: {Describe(refused)}";
            }
        }
    }

    /// <summary>Telegram tells the address and the kinds of updates, but never the secret: of that we remember a fingerprint.</summary>
    private async Task<bool> Matches(string url) =>
        info!.Url == url && (url.Length == 0 || (AllowedUpdates.Order().SequenceEqual((info.AllowedUpdates ?? []).Order()) && await memory.LastSetWith() == Fingerprint()));

    private string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"webhook:{options.Secret}")))[..16];

    private static string Describe(Outcome outcome) => outcome switch
    {
        Outcome.Permanent permanent => permanent.Description,
        Outcome.Transient transient => transient.Why,
        Outcome.Ambiguous ambiguous => ambiguous.Why,
        Outcome.Unauthorised unauthorised => unauthorised.Why ?? "Telegram does not know the bot token",
        Outcome.Conflict conflict => conflict.Description,
        _ => outcome.GetType().Name,
    };
}

/// <summary>How updates are to come.</summary>
public sealed record WebhookOptions
{
    /// <summary>The public address of <c>POST /webhook</c>, from <c>TELEGRAM_WEBHOOK_URL</c>. Default: none, the Sender polls.</summary>
    public string? Url { get; init; }

    /// <summary>What Telegram shows us with each update, from <c>TELEGRAM_WEBHOOK_SECRET</c> (TELEGRAM.md 1). A secret; required with <see cref="Url"/>.</summary>
    public string? Secret { get; init; }

    /// <summary>Not written out: a record's own text would hold the secret.</summary>
    public override string ToString() => Url ?? "polling";
}
