using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>The Bot API's <c>getUpdates</c> (docs/telegram.md 15).</summary>
internal sealed class PollingMethods(UpdateFeed feed, WebhookMethods webhook, TimeProvider clock, CancellationToken stopping)
{
    private const int MaxUpdates = 100;
    private const int MaxWait = 50;

    private static readonly TimeSpan SameOffset = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SameOffsetAtOnce = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan BetweenConflicts = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private DateTimeOffset _nextConflict;
    private long? _lastOffset;
    private DateTimeOffset _lastStart;
    private CancellationTokenSource? _running;
    private int _waiting;

    /// <summary>How many polls wait for an update just now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public void Reset()
    {
        lock (_gate)
        {
            (_lastOffset, _nextConflict) = (null, default);
        }
    }

    public async ValueTask<ApiAnswer> GetAsync(ApiParameters parameters, CancellationToken cancellationToken)
    {
        if (webhook.IsSet)
        {
            throw await ConflictAsync("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", cancellationToken);
        }

        webhook.TakeAllowed(parameters);
        long offset = parameters.Number("offset", 0, int.MinValue, int.MaxValue);
        var limit = parameters.Number("limit", MaxUpdates, 1, MaxUpdates);
        var wait = TimeSpan.FromSeconds(parameters.Number("timeout", 0, 0, MaxWait));
        SlowDown(offset, ref limit, ref wait);

        using var poll = new CancellationTokenSource();
        try
        {
            return await WaitAsync(offset, limit, wait, poll, cancellationToken);
        }
        catch (OperationCanceledException) when (poll.IsCancellationRequested)
        {
            throw await ConflictAsync("terminated by other getUpdates request; make sure that only one bot instance is running", cancellationToken);
        }
        finally
        {
            Interlocked.CompareExchange(ref _running, null, poll);
        }
    }

    /// <summary>Asking for the same offset again at once waits, and gets updates one by one.</summary>
    private void SlowDown(long offset, ref int limit, ref TimeSpan wait)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var since = offset == _lastOffset ? now - _lastStart : TimeSpan.MaxValue;
            if (since < SameOffset && wait < SameOffset)
            {
                wait = SameOffset;
            }

            if (since < SameOffsetAtOnce)
            {
                limit = 1;
            }

            (_lastOffset, _lastStart) = (offset, now);
        }
    }

    /// <summary>A conflict within three seconds after another one is answered three seconds late, so that two bots with one token do not flood the server.</summary>
    private async Task<TelegramRefusal> ConflictAsync(string words, CancellationToken cancellationToken)
    {
        bool isAtOnce;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            isAtOnce = now >= _nextConflict;
            _nextConflict = isAtOnce ? now + BetweenConflicts : _nextConflict;
        }

        if (!isAtOnce)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
            await Task.Delay(BetweenConflicts, clock, either.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return TelegramRefusal.Conflict(words);
    }

    private async Task<ApiAnswer> WaitAsync(long offset, int limit, TimeSpan wait, CancellationTokenSource poll, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(poll.Token, cancel);
        using var deadline = new CancellationTokenSource(wait > TimeSpan.Zero ? wait : Timeout.InfiniteTimeSpan, clock);
        while (true)
        {
            var arrived = feed.Arrived;
            var updates = feed.Take(offset, limit);
            if (webhook.IsSet)
            {
                throw TelegramRefusal.Conflict("terminated by setWebhook request");
            }

            // A stop of the process does not wait for it.
            if (updates.Count > 0 || wait == TimeSpan.Zero || deadline.IsCancellationRequested || stopping.IsCancellationRequested)
            {
                return new ApiAnswer(updates, EmulatorJson.Default.IReadOnlyListUpdate);
            }

            // One poll waits: it ends the one that waits already, which is told so. What is answered at once ends none.
            either.Token.ThrowIfCancellationRequested();
            if (Interlocked.Exchange(ref _running, poll) is { } earlier && earlier != poll)
            {
                await CancelAsync(earlier);
            }

            using var any = CancellationTokenSource.CreateLinkedTokenSource(either.Token, deadline.Token, stopping);
            Interlocked.Increment(ref _waiting);
            await arrived.WaitAsync(any.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Interlocked.Decrement(ref _waiting);
            either.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task CancelAsync(CancellationTokenSource poll)
    {
        try
        {
            await poll.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself at the same moment.
        }
    }
}
