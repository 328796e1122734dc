using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>
/// This Sender's share of the requests that Telegram bears of one bot: with more than a thousand under way it stalls, and answers 429 for a minute (docs/telegram.md 23).
/// As long as <c>TELEGRAM_POOL_SIZE</c> times the number of Senders stays below, nothing changes.
/// </summary>
public sealed partial class PoolShare(SenderHeartbeat heartbeat, RequestScheduler scheduler, TelegramOptions options, ILogger<PoolShare> logger) : IHostedService
{
    /// <summary>Messages of all Senders at once. The rest of the thousand is for polling, questions about the bot, and the updates of the last minute, which count too.</summary>
    private const int MaxMessages = 800;

    private int _size = SizeOf(options, senders: 1);

    /// <summary>How many messages one of so many Senders may have under way, beside the tenth of it for urgent ones; at least one.</summary>
    public static int SizeOf(TelegramOptions options, int senders) => Math.Clamp(MaxMessages / senders * 10 / 11, 1, options.PoolSize);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Tell(senders: 1);
        heartbeat.Counted += Share;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        heartbeat.Counted -= Share;
        return Task.CompletedTask;
    }

    private void Share(int senders)
    {
        var size = SizeOf(options, senders);
        if (size == _size)
        {
            return;
        }

        _size = size;
        scheduler.Resize(size, TelegramOptions.ReserveOf(size));
        Tell(senders);
    }

    private void Tell(int senders)
    {
        if (_size < options.PoolSize)
        {
            Log.Bounded(logger, senders, options.PoolSize, _size);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Senders} Senders with TELEGRAM_POOL_SIZE={PoolSize} could have more requests under way than Telegram bears of one bot: this one makes {Size} at once. Set TELEGRAM_POOL_SIZE to {Size} or less, or run fewer Senders")]
        public static partial void Bounded(ILogger logger, int senders, int poolSize, int size);
    }
}
