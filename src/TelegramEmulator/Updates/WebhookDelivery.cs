namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>
/// Delivers updates to one webhook until it is stopped: one at a time in each queue, queues in parallel over
/// <c>max_connections</c> connections, and only twice as many queues loaded, so that poison blocks the others (docs/telegram.md 9, 10).
/// </summary>
internal sealed class WebhookDelivery(WebhookCall call, int maxConnections, UpdateFeed feed, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<QueueKey, Queue<PendingUpdate>> _queues = [];
    private readonly SemaphoreSlim _connections = new(maxConnections);
    private readonly SemaphoreSlim _loaded = new(2 * maxConnections);
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>Puts an update at the end of its queue.</summary>
    public void Offer(PendingUpdate update)
    {
        lock (_gate)
        {
            if (_queues.TryGetValue(update.Queue, out var queue))
            {
                queue.Enqueue(update);
                return;
            }

            _queues.Add(update.Queue, queue = new Queue<PendingUpdate>([update]));
            _ = DrainAsync(update.Queue, queue);
        }
    }

    /// <summary>Ends every attempt; what was not taken stays pending.</summary>
    public void Stop() => _stopped.Cancel();

    private async Task DrainAsync(QueueKey key, Queue<PendingUpdate> queue)
    {
        await Task.Yield();
        try
        {
            await _loaded.WaitAsync(_stopped.Token);
            while (Next(key, queue) is { } update)
            {
                await DeliverAsync(update);
                feed.Remove(update.Id);
            }

            _loaded.Release();
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The webhook was replaced or removed: the updates wait in the feed for the next receiver.
        }
    }

    /// <summary>The next update of a queue; null when it is empty, and then the queue is no longer there.</summary>
    private PendingUpdate? Next(QueueKey key, Queue<PendingUpdate> queue)
    {
        lock (_gate)
        {
            if (queue.TryDequeue(out var update))
            {
                return update;
            }

            _queues.Remove(key);
            return null;
        }
    }

    /// <summary>Tries until the bot took it or it would be too old at the next attempt; then it is dropped silently (docs/telegram.md 8).</summary>
    private async Task DeliverAsync(PendingUpdate update)
    {
        for (var failures = 0; clock.GetUtcNow() <= update.ExpiresAt && feed.IsPending(update.Id); failures++)
        {
            var outcome = await AttemptAsync(update);
            if (outcome.Taken)
            {
                return;
            }

            var wait = RetrySchedule.Wait(failures, outcome.RetryAfter, Random.Shared.NextDouble());
            if (clock.GetUtcNow() + wait > update.ExpiresAt)
            {
                return;
            }

            await Task.Delay(wait, clock, _stopped.Token);
        }
    }

    private async Task<WebhookOutcome> AttemptAsync(PendingUpdate update)
    {
        await _connections.WaitAsync(_stopped.Token);
        try
        {
            return await call.PostAsync(update, _stopped.Token);
        }
        finally
        {
            _connections.Release();
        }
    }
}
