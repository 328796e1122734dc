namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>
/// Delivers updates to one webhook until it is stopped: one at a time in each queue, queues in parallel over
/// <c>max_connections</c> connections, and only twice as many queues loaded, so that poison blocks the others (TELEGRAM.md 9, 10).
/// </summary>
internal sealed class WebhookDelivery(WebhookCall call, int maxConnections, UpdateFeed feed, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<QueueKey, Queue<PendingUpdate>> queues = [];
    private readonly SemaphoreSlim connections = new(maxConnections);
    private readonly SemaphoreSlim loaded = new(2 * maxConnections);
    private readonly CancellationTokenSource stopped = new();

    /// <summary>Puts an update at the end of its queue.</summary>
    public void Offer(PendingUpdate update)
    {
        lock (gate)
        {
            if (queues.TryGetValue(update.Queue, out var queue))
            {
                queue.Enqueue(update);
                return;
            }

            queues.Add(update.Queue, queue = new Queue<PendingUpdate>([update]));
            _ = DrainAsync(update.Queue, queue);
        }
    }

    /// <summary>Ends every attempt; what was not taken stays pending.</summary>
    public void Stop() => stopped.Cancel();

    private async Task DrainAsync(QueueKey key, Queue<PendingUpdate> queue)
    {
        await Task.Yield();
        try
        {
            await loaded.WaitAsync(stopped.Token);
            while (Next(key, queue) is { } update)
            {
                await DeliverAsync(update);
                feed.Remove(update.Id);
            }

            loaded.Release();
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The webhook was replaced or removed: the updates wait in the feed for whoever comes next.
        }
    }

    /// <summary>The next update of a queue; null when it is empty, and then the queue is no longer there.</summary>
    private PendingUpdate? Next(QueueKey key, Queue<PendingUpdate> queue)
    {
        lock (gate)
        {
            if (queue.TryDequeue(out var update))
            {
                return update;
            }

            queues.Remove(key);
            return null;
        }
    }

    /// <summary>Tries until the bot took it or it would be too old at the next attempt; then it is dropped silently (TELEGRAM.md 8).</summary>
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

            await Task.Delay(wait, clock, stopped.Token);
        }
    }

    private async Task<WebhookOutcome> AttemptAsync(PendingUpdate update)
    {
        await connections.WaitAsync(stopped.Token);
        try
        {
            return await call.PostAsync(update, stopped.Token);
        }
        finally
        {
            connections.Release();
        }
    }
}
