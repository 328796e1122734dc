using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.Telegram.Updates;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>
/// Fetches the updates where no webhook is set. Only one process does at a time: a second one would get 409 (docs/telegram.md 15).
/// Telegram keeps an update until the next request confirms it, and that is made only after the broker took it: nothing is lost where the process ends in between,
/// and the consumer of updates recognises a repeated one.
/// </summary>
public sealed partial class UpdatePoller(TelegramClient telegram, UpdateSource source, BotIdentity identity, ILease right, IBus bus, TimeProvider time, ILogger<UpdatePoller> logger) : BackgroundService
{
    private const string Right = "polling";
    private const int PollSeconds = 20;

    private static readonly TimeSpan RightPeriod = TimeSpan.FromSeconds(PollSeconds + 40);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long? _offset;
    private string? _said;

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!await TryPollAsync(cancellationToken))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await right.GiveUpAsync(Right);
        }
        catch (Exception away) when (RedisAvailability.IsFailure(away))
        {
            // The lease ends by itself.
        }
    }

    /// <summary>
    /// One question; false where it is better to pause before the next. Whatever goes wrong is tried again from the same offset: Redis may be unavailable,
    /// or the broker, whose client and MassTransit throw many types for that, and none of them must end the Sender.
    /// </summary>
    private async Task<bool> TryPollAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (identity.IsRefused)
            {
                // The bot is asked who it is until Telegram knows it again.
                return false;
            }

            if (source.IsPolling && await right.HoldAsync(Right, RightPeriod))
            {
                return await PollAsync(cancellationToken);
            }

            _said = null;
            return false;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(failure.GetType().Name);
        }
    }

    /// <summary>Logs the same failure once.</summary>
    private bool Failed(string failure)
    {
        if (failure != _said)
        {
            Log.Failed(logger, failure);
            _said = failure;
        }

        return false;
    }

    private async Task<bool> PollAsync(CancellationToken cancellationToken)
    {
        var answer = await telegram.GetUpdatesAsync(new GetUpdatesCall(_offset, Limit: 100, PollSeconds, UpdateSource.AllowedUpdates), cancellationToken);
        if (answer is TelegramResponse.Received { Status: >= 200 and < 300 } came && UpdateBatch.TryRead(came.Body.Span) is { } updates)
        {
            await PublishAsync(updates, cancellationToken);
            _said = null;
            return true;
        }

        switch (Classification.Classify(answer))
        {
            case TelegramOutcome.Delivered:
                return Failed("a success without a list of updates");
            case TelegramOutcome.Conflict:
                Log.Conflict(logger);
                await source.RefreshAsync(cancellationToken);
                return false;
            case TelegramOutcome.RateLimited limited:
                await Task.Delay(limited.RetryAfter, time, cancellationToken);
                return true;
            case TelegramOutcome.Unauthorised refusal:
                // Told though there is nothing to send: all presses would be lost after a day.
                identity.Refused(refusal);
                return Failed(identity.Problem!);
            case TelegramOutcome.Transient transient:
                return Failed(transient.Why);
            case var other:
                return Failed(other.GetType().Name);
        }
    }

    private async Task PublishAsync(IReadOnlyList<ReceivedUpdate> updates, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // In order: a person's messages are to arrive as they were written.
        foreach (var update in updates)
        {
            object received = update.Update?.CallbackQuery is not null
                ? new TelegramPressReceived { Raw = update.Raw, ReceivedAt = now }
                : new TelegramUpdateReceived { Raw = update.Raw, ReceivedAt = now };
            // Only for a moment, since this process holds the lease.
            await bus.PublishConfirmedAsync(received, time, cancellationToken);
            _offset = update.UpdateId + 1 ?? _offset;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Telegram refused polling: a webhook is set, or another program polls with the same token.")]
        public static partial void Conflict(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "The updates could not be fetched and published ({Failure}); Telegram keeps them, and it is retried every second.")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
