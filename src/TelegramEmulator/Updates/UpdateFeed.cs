using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>
/// What the bot still has to be told: numbered in order (docs/telegram.md 12), kept until it was taken or is too old,
/// handed out by polling or given to the webhook, whichever is set.
/// </summary>
internal sealed class UpdateFeed(TimeProvider clock)
{
    private const int FurthestAhead = 10;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, PendingUpdate> _pending = [];
    private int _lastId = Random.Shared.Next(100_000_000, 900_000_000);
    private IReadOnlyList<string>? _allowed;
    private TaskCompletionSource _arrived = NewSignal();
    private WebhookDelivery? _webhook;

    /// <summary>The kinds that the bot wants; null for all. What it does not want is never queued.</summary>
    public IReadOnlyList<string>? Allowed
    {
        get => _allowed;
        set => _allowed = value;
    }

    /// <summary>Done as soon as another update arrives or the webhook changes.</summary>
    public Task Arrived
    {
        get
        {
            lock (_gate)
            {
                return _arrived.Task;
            }
        }
    }

    public int PendingCount
    {
        get
        {
            lock (_gate)
            {
                DropExpired();
                return _pending.Count;
            }
        }
    }

    /// <summary>Queues an update under the next id; null when the bot does not want its kind.</summary>
    public int? Add(Update update)
    {
        if (_allowed is { } kinds && !kinds.Contains(update.Kind))
        {
            return null;
        }

        PendingUpdate queued;
        lock (_gate)
        {
            queued = PendingUpdate.Create(update with { UpdateId = ++_lastId }, clock.GetUtcNow());
            _pending.Add(queued.Id, queued);
            Signal();
            _webhook?.Offer(queued);
        }

        return queued.Id;
    }

    /// <summary>What waits, without taking any of it.</summary>
    public IReadOnlyList<Update> Pending
    {
        get
        {
            lock (_gate)
            {
                DropExpired();
                return [.. _pending.Values.Select(queued => queued.Update)];
            }
        }
    }

    /// <summary>False once it was taken, dropped or confirmed.</summary>
    public bool IsPending(int updateId)
    {
        lock (_gate)
        {
            return _pending.ContainsKey(updateId);
        }
    }

    /// <summary>The bot took it, or nobody will give it any more.</summary>
    public void Remove(int updateId)
    {
        lock (_gate)
        {
            _pending.Remove(updateId);
        }
    }

    /// <summary>Gives everything that waits, and all that comes, to a webhook; null stops that.</summary>
    public void Connect(WebhookDelivery? to)
    {
        lock (_gate)
        {
            _webhook?.Stop();
            _webhook = to;
            Signal();
            foreach (var update in to is null ? [] : _pending.Values.ToList())
            {
                to!.Offer(update);
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _pending.Clear();
        }
    }

    /// <summary>Updates from <paramref name="offset"/> on; everything before it is forgotten, as the bot confirmed it (docs/telegram.md 15).</summary>
    public IReadOnlyList<Update> Take(long offset, int limit)
    {
        lock (_gate)
        {
            DropExpired();
            // An offset far behind the last update is ignored: the bot gets everything, from the first one on.
            var first = offset > _lastId + 1L + FurthestAhead ? 0 : offset >= 0 ? offset : _pending.Count == 0 ? 0 : _pending.Keys.SkipLast((int)Math.Min(int.MaxValue, -offset - 1)).DefaultIfEmpty(_pending.Keys.First()).Last();
            foreach (var confirmed in _pending.Keys.TakeWhile(id => id < first).ToList())
            {
                _pending.Remove(confirmed);
            }

            return [.. _pending.Values.Take(limit).Select(queued => queued.Update)];
        }
    }

    /// <summary>Wakes waiting polls.</summary>
    private void Signal()
    {
        _arrived.TrySetResult();
        _arrived = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Updates expire out of order, since presses live shorter than messages.</summary>
    private void DropExpired()
    {
        var now = clock.GetUtcNow();
        foreach (var expired in _pending.Values.Where(queued => queued.ExpiresAt < now).Select(queued => queued.Id).ToList())
        {
            _pending.Remove(expired);
        }
    }
}
