using MassTransit;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>Asks Telegram who the bot is, until it answers, and then sets up how updates come. Asks again whenever the token was refused, and checks regularly how updates come.</summary>
internal sealed partial class BotStartup(TelegramClient telegram, BotIdentity identity, UpdateSource source, EphemeralSupport ephemeral, TelegramHealth health, InFlightMessages inFlight, SenderMetrics metrics, TimeProvider time, ILogger<BotStartup> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>An operator's change is made by one Sender; the others see it at Telegram this much later.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    private string? _said;

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        // From the start: a token that Telegram does not know is told before there is anything to send.
        metrics.WatchTelegram(() => health.Problem);
        metrics.WatchWebhook(() => source.Info, time);
        metrics.WatchLanes(() => inFlight.Lanes, time);
        var arranged = false;
        var isSettled = false;
        DateTimeOffset settledAt = DateTimeOffset.MinValue;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (identity.Problem is not null)
            {
                await AskAsync(cancellationToken);
            }

            // A server that was unavailable may be a newer one when it is back.
            isSettled &= ephemeral.IsKnown || !(telegram.AwayAt > settledAt);
            if (!isSettled && identity.Bot is not null && time.GetUtcNow() - settledAt >= LookAgain)
            {
                settledAt = time.GetUtcNow();
                isSettled = await SettleAsync(cancellationToken);
            }

            if (!arranged && identity.Bot is not null)
            {
                arranged = await ArrangeAsync(cancellationToken);
            }
            else if (arranged && time.GetUtcNow() - source.ToldAt >= LookAgain)
            {
                var polled = source.IsPolling;
                await source.RefreshAsync(cancellationToken);
                if (source.IsPolling != polled)
                {
                    // By an operator's order, or by another program.
                    Log.Arranged(logger, source.IsPolling ? "polling" : "webhook");
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        if (identity.Take(await telegram.GetMeAsync(cancellationToken)) is { } bot)
        {
            Log.Known(logger, bot.Id, bot.Username);
            _said = null;
            return;
        }

        Say(identity.Problem!);
    }

    /// <summary>
    /// Asks for presses with their message, because an earlier operator of the bot may have chosen otherwise (docs/telegram.md 41). Without the message the bot verifies presses by their signature:
    /// a server that refuses, usually an older one, is asked again after it was unavailable.
    /// </summary>
    private async Task<bool> SettleAsync(CancellationToken cancellationToken)
    {
        switch (Classification.Classify(await telegram.SetMySettingsAsync(new SetMySettingsCall("default"), cancellationToken)))
        {
            // A token that the server does not know says nothing of its age.
            case TelegramOutcome.Transient or TelegramOutcome.Ambiguous or TelegramOutcome.RateLimited or TelegramOutcome.Unauthorised:
                return false;
            case TelegramOutcome.Delivered:
                ephemeral.Known();
                return true;
            case var refused:
                Log.NotSettled(logger, refused is TelegramOutcome.Permanent { Description: var why } ? why : refused.GetType().Name);
                return true;
        }
    }

    private async Task<bool> ArrangeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await source.ArrangeAsync(cancellationToken) is not { } problem)
            {
                Log.Arranged(logger, source.IsPolling ? "polling" : "webhook");
                return true;
            }

            Say(problem);
        }
        catch (Exception away) when (RedisAvailability.IsFailure(away))
        {
            Say("Redis does not answer");
        }

        return false;
    }

    /// <summary>Logs the same problem once.</summary>
    private void Say(string problem)
    {
        if (problem != _said)
        {
            Log.Problem(logger, problem);
            _said = problem;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The bot is {BotId} (@{BotName}).")]
        public static partial void Known(ILogger logger, long botId, string? botName);

        [LoggerMessage(2, LogLevel.Information, "Updates come by {Source}.")]
        public static partial void Arranged(ILogger logger, string source);

        [LoggerMessage(4, LogLevel.Information, "The Bot API server does not take setMySettings ({Why}): presses without their message are verified by their signature.")]
        public static partial void NotSettled(ILogger logger, string why);

        [LoggerMessage(3, LogLevel.Warning, "The bot is not ready: {Problem}.")]
        public static partial void Problem(ILogger logger, string problem);
    }
}
