using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>
/// This Sender's share of the requests that Telegram accepts from one bot: with more than a thousand under way it stalls, and answers 429 for a minute (docs/telegram.md 23).
/// It also keeps the bot's limit where calls take different times to arrive: what arrives in a window is what was granted in it and what was under way when it began
/// (docs/decisions/0300). So no more are under way than Telegram takes at once.
/// </summary>
internal sealed partial class PoolShare(SenderHeartbeat heartbeat, RequestScheduler scheduler, TelegramOptions options, LimitOptions limits, ILogger<PoolShare> logger) : IHostedService
{
    /// <summary>Messages of all Senders at once. The rest of the thousand is for polling, questions about the bot, and the updates of the last minute, which count too.</summary>
    private const int MaxMessages = 800;

    /// <summary>A new Sender behaves as one of so many until the others have counted it, which takes a heartbeat.</summary>
    private const int AssumedAtFirst = 6;

    private const int BeatsUntilCounted = 3;

    private int _size;
    private int _told;
    private int _beats;

    /// <summary>How many messages one of so many Senders may have under way, beside the tenth of it for urgent ones; at least one.</summary>
    public static int SizeOf(TelegramOptions options, LimitOptions limits, int senders) => Math.Clamp(Math.Min(MaxMessages, limits.MaxInFlight) / senders * 10 / 11, 1, options.PoolSize);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Resize(AssumedAtFirst);
        scheduler.ShareChats(AssumedAtFirst);
        heartbeat.Counted += Share;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        heartbeat.Counted -= Share;
        return Task.CompletedTask;
    }

    /// <summary>There are so many Senders, as of this heartbeat.</summary>
    internal void Share(int senders)
    {
        _beats = Math.Min(_beats + 1, BeatsUntilCounted);
        scheduler.ShareChats(senders);
        Resize(_beats < BeatsUntilCounted ? Math.Max(AssumedAtFirst, senders) : senders);
    }

    private void Resize(int senders)
    {
        var size = SizeOf(options, limits, senders);
        if (size != _size)
        {
            _size = size;
            scheduler.Resize(size, TelegramOptions.ReserveOf(size));
        }

        // Told once it is counted, also where the number that was assumed at first was the right one.
        if (_beats == BeatsUntilCounted && size != _told)
        {
            _told = size;
            Tell(senders, size);
        }
    }

    private void Tell(int senders, int size)
    {
        if (size >= options.PoolSize)
        {
            return;
        }

        if (MaxMessages < limits.MaxInFlight)
        {
            Log.Bounded(logger, senders, options.PoolSize, size);
        }
        else
        {
            Log.Shared(logger, options.PoolSize, size, limits.MaxInFlight, senders);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Senders} Senders with TELEGRAM_POOL_SIZE={PoolSize} could have more requests under way than Telegram accepts from one bot: this one makes {Size} at once. Set TELEGRAM_POOL_SIZE to {Size} or less, or run fewer Senders")]
        public static partial void Bounded(ILogger logger, int senders, int poolSize, int size);

        [LoggerMessage(2, LogLevel.Information, "Of TELEGRAM_POOL_SIZE={PoolSize} this Sender makes {Size} requests at once: the bot's limit allows {Bound} under way, which all Senders share (now {Senders})")]
        public static partial void Shared(ILogger logger, int poolSize, int size, int bound, int senders);
    }
}
