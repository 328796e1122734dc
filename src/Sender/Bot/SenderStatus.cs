using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Templates;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>What this Sender says of the bot, as Telegram answers now.</summary>
internal sealed class SenderStatus(TelegramClient telegram, BotIdentity identity, UpdateSource source, TelegramCircuitBreaker breaker, TelegramHealth health, SenderHeartbeat heartbeat, ILimiter limiter, TemplateLibrary templates, TimeProvider time, ShadowedCalls? shadow = null)
{
    /// <summary>How long a question waits for Telegram: less than the Gateway waits for its answer (docs/decisions/0429).</summary>
    public static readonly TimeSpan Question = TimeSpan.FromSeconds(1);

    private const string Silent = "Telegram does not answer within a second";

    /// <summary>The state; what Telegram does not say in time as it was known last.</summary>
    /// <param name="problem">What is wrong already; null for nothing.</param>
    /// <param name="timeout">How long Telegram is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<BotStatus> NowAsync(string? problem, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var (bot, unsaid) = await AskAsync(timeout, cancellationToken);
        var all = await heartbeat.AllAsync();
        var rate = await limiter.RateAsync();
        return new BotStatus
        {
            Connected = bot is not null,
            Error = problem ?? (bot is null ? identity.Problem ?? Silent : unsaid),
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

    /// <summary>Asks at once who the bot is and how its updates come.</summary>
    private async Task<(BotUser? Bot, string? Problem)> AskAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var (who, webhook) = (telegram.ProbeAsync(either.Token), source.RefreshAsync(either.Token));
        try
        {
            await Task.WhenAll(who, webhook);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The one that did answer counts.
        }

        return (who.IsCompletedSuccessfully ? identity.Take(await who) : null, webhook.IsCompletedSuccessfully ? await webhook ?? source.Problem : Silent);
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
