using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>In the memory of the process; the newest 10,000. What is over thirty days goes with the next that is noted, or within the hour.</summary>
internal sealed class InMemoryCallbackLog : ICallbackLog
{
    private const int Max = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (CallbackEntry Entry, Callback Callback)> _callbacks = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public Task WaitsAsync(Callback callback, DateTimeOffset at)
    {
        lock (_lock)
        {
            Forget(at);
            Put(callback, Known(callback, at));
        }

        return Task.CompletedTask;
    }

    public Task NoteAsync(Callback callback, CallbackAttempt attempt)
    {
        lock (_lock)
        {
            Forget(attempt.At);
            var known = Known(callback, attempt.At);
            Put(callback, known with
            {
                // The platform has what it took once, whatever becomes of a later attempt.
                State = known.State == CallbackState.Delivered ? known.State : attempt.State,
                Attempts = known.Attempts + 1,
                Status = attempt.Status,
                DurationMs = (int)attempt.Duration.TotalMilliseconds,
                Error = attempt.Error,
                LastAt = attempt.At,
            });
        }

        return Task.CompletedTask;
    }

    public Task<(CallbackEntry Entry, Callback Callback)?> FindAsync(string id)
    {
        lock (_lock)
        {
            return Task.FromResult<(CallbackEntry, Callback)?>(_callbacks.TryGetValue(id, out var known) ? known : null);
        }
    }

    public Task<(IReadOnlyList<CallbackEntry> Callbacks, PageCursor? Next)> ListAsync(CallbackFilter filter, PageCursor? after, int limit)
    {
        lock (_lock)
        {
            var found = _callbacks.Values.Select(known => known.Entry)
                .Where(entry => filter.Passes(entry) && (after is null || At(entry).IsBehind(after.Value)))
                .OrderByDescending(entry => At(entry).Score).ThenByDescending(entry => entry.Id, StringComparer.Ordinal).Take(limit + 1).ToList();
            PageCursor? next = found.Count > limit ? At(found[limit - 1]) : null;
            return Task.FromResult<(IReadOnlyList<CallbackEntry>, PageCursor?)>(([.. found.Take(limit)], next));
        }

        static PageCursor At(CallbackEntry entry) => new(entry.FirstAt.ToUnixTimeMilliseconds(), entry.Id);
    }

    public Task<long> CountFailingAsync()
    {
        lock (_lock)
        {
            return Task.FromResult(_callbacks.Values.LongCount(known => known.Entry.State == CallbackState.Failing));
        }
    }

    public Task<int> EraseAsync(PersonTraces person)
    {
        lock (_lock)
        {
            var changed = _callbacks.Values.Where(known => person.CleanJson(known.Callback.Body, isOfPerson: false) != known.Callback.Body).ToList();
            foreach (var (entry, callback) in changed)
            {
                _callbacks[entry.Id] = (entry, callback with { Body = person.CleanJson(callback.Body, isOfPerson: false) });
            }

            return Task.FromResult(changed.Count);
        }
    }

    public Task ForgetAsync(DateTimeOffset now)
    {
        lock (_lock)
        {
            Forget(now);
        }

        return Task.CompletedTask;
    }

    // In the order in which they were first tried.
    private void Forget(DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && _callbacks[oldest].Entry.FirstAt + ICallbackLog.Kept <= now)
        {
            _callbacks.Remove(_order.Dequeue());
        }
    }

    private CallbackEntry Known(Callback callback, DateTimeOffset at) => _callbacks.TryGetValue(callback.Id, out var known)
        ? known.Entry
        : new CallbackEntry { Id = callback.Id, Type = callback.Type, BookingId = callback.BookingId, State = CallbackState.Waiting, Attempts = 0, FirstAt = at, LastAt = at };

    private void Put(Callback callback, CallbackEntry entry)
    {
        if (!_callbacks.ContainsKey(callback.Id))
        {
            _order.Enqueue(callback.Id);
        }

        // An attempt that began before an erasure brings nothing back.
        _callbacks[callback.Id] = (entry, _callbacks.TryGetValue(callback.Id, out var known) ? known.Callback : callback);
        if (_order.Count > Max)
        {
            _callbacks.Remove(_order.Dequeue());
        }
    }
}
