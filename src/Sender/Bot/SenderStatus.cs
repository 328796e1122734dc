using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Templates;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>What this Sender says of the bot, as Telegram answers now.</summary>
internal sealed class SenderStatus(TelegramClient telegram, BotIdentity identity, UpdateSource source, TelegramCircuitBreaker breaker, TelegramHealth health, SenderHeartbeat heartbeat, ILimiter limiter, TemplateLibrary templates, ShadowedCalls? shadow = null)
{
    public async Task<BotStatus> NowAsync(string? problem, CancellationToken cancellationToken)
    {
        var bot = identity.Take(await telegram.ProbeAsync(cancellationToken));
        if (bot is not null)
        {
            problem ??= await source.RefreshAsync(cancellationToken) ?? source.Problem;
        }

        var all = await heartbeat.AllAsync();
        var rate = await limiter.RateAsync();
        return new BotStatus
        {
            Connected = bot is not null,
            Error = problem ?? (bot is null ? identity.Problem ?? "Telegram does not answer" : null),
            BotId = identity.Bot?.Id,
            BotUserName = identity.Bot?.Username,
            BotName = identity.Bot?.FirstName,
            Updates = source.Info is null || source.IsPolling ? "polling" : "webhook",
            WebhookUrl = source.Info is { Url.Length: > 0 } info ? info.Url : null,
            WebhookWanted = await WantedAsync(),
            WebhookSecretDigest = source.SecretDigest,
            PendingUpdates = source.Info?.PendingUpdateCount ?? 0,
            LastWebhookError = source.Info?.LastErrorMessage,
            LastWebhookErrorAt = source.Info?.LastErrorDate is { } at ? DateTimeOffset.FromUnixTimeSeconds(at) : null,
            Circuit = TelegramCircuitBreaker.NameOf(breaker.State),
            TelegramProblem = health.Problem,
            InHand = all.InHand,
            InHandSince = all.Since,
            Lanes = [.. (all.Lanes ?? new Dictionary<Priority, DateTimeOffset>()).OrderByDescending(lane => lane.Key).Select(lane => new LaneWait { Priority = lane.Key, Since = lane.Value })],
            RequestsPerSecond = Math.Round((decimal)rate.Used, 1),
            RequestsAllowedPerSecond = (decimal?)rate.Allowed,
            RefusedAgain = all.RefusedAgain,
            TemplateProblems = templates.Problems is { Count: > 0 } problems ? [.. problems.Select(refused => refused.ToString())] : null,
        };
    }

    private async Task<string?> WantedAsync()
    {
        try
        {
            // What a shadow sets is not set at Telegram, and before it was set once no other program changed it.
            return shadow is null && source.IsArranged ? await source.WantedAsync() : null;
        }
        catch (Exception away) when (RedisAvailability.IsFailure(away))
        {
            return null;
        }
    }
}
