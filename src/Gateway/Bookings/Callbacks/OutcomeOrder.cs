using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>
/// The outcomes of each booking that are not delivered yet, so that none overtakes an earlier one. An outcome is noted when it is first taken;
/// one that was given up after <see cref="GivenUpAfter"/> blocks no later one. The one before it may not have been taken yet, for another Gateway holds it: so each names it.
/// </summary>
internal interface IOutcomeOrder
{
    /// <summary>Longer than an outcome is tried for.</summary>
    static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(8);

    /// <summary>So long an outcome waits for the one before it while nothing is heard of that: a release of before notes none as done.</summary>
    static readonly TimeSpan UnheardFor = TimeSpan.FromMinutes(10);

    /// <summary>Notes an outcome, and tells whether every earlier one of its booking is delivered.</summary>
    Task<bool> IsNextAsync(string bookingId, int sequence, int? previous, DateTimeOffset now);

    /// <summary>The outcome is delivered, or will never be.</summary>
    Task DoneAsync(string bookingId, int sequence);
}

internal sealed class InMemoryOutcomeOrder : IOutcomeOrder
{
    private const int MaxDone = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<int, DateTimeOffset>> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<(string BookingId, int Sequence)> _done = [];
    private readonly Queue<(string BookingId, int Sequence)> _newestDone = new();

    public Task<bool> IsNextAsync(string bookingId, int sequence, int? previous, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(bookingId, out var waiting))
            {
                _waiting[bookingId] = waiting = [];
            }

            waiting.TryAdd(sequence, now);
            var isHeard = previous is not { } before || waiting.ContainsKey(before) || _done.Contains((bookingId, before)) || now - waiting[sequence] >= IOutcomeOrder.UnheardFor;
            return Task.FromResult(isHeard && !waiting.Any(other => other.Key < sequence && now - other.Value < IOutcomeOrder.GivenUpAfter));
        }
    }

    public Task DoneAsync(string bookingId, int sequence)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(bookingId, out var waiting) && waiting.Remove(sequence) && waiting.Count == 0)
            {
                _waiting.Remove(bookingId);
            }

            if (_done.Add((bookingId, sequence)))
            {
                _newestDone.Enqueue((bookingId, sequence));
            }

            if (_newestDone.Count > MaxDone)
            {
                _done.Remove(_newestDone.Dequeue());
            }
        }

        return Task.CompletedTask;
    }
}

internal sealed class RedisOutcomeOrder(IConnectionMultiplexer redis) : IOutcomeOrder
{
    private IDatabase Db => redis.GetDatabase();

    public async Task<bool> IsNextAsync(string bookingId, int sequence, int? previous, DateTimeOffset now)
    {
        var key = Key(bookingId);
        await Db.HashSetAsync(key, sequence, now.ToUnixTimeSeconds(), When.NotExists);
        await Db.KeyExpireAsync(key, IOutcomeOrder.GivenUpAfter);
        var isDone = previous is not { } before || await Db.SetContainsAsync(Done(bookingId), before);
        var waiting = (await Db.HashGetAllAsync(key)).ToDictionary(noted => (int)noted.Name, noted => DateTimeOffset.FromUnixTimeSeconds((long)noted.Value));
        var isHeard = isDone || waiting.ContainsKey(previous!.Value) || now - waiting.GetValueOrDefault(sequence, now) >= IOutcomeOrder.UnheardFor;
        return isHeard && !waiting.Any(other => other.Key < sequence && now - other.Value < IOutcomeOrder.GivenUpAfter);
    }

    public async Task DoneAsync(string bookingId, int sequence)
    {
        var change = Db.CreateTransaction();
        _ = change.HashDeleteAsync(Key(bookingId), sequence);
        _ = change.SetAddAsync(Done(bookingId), sequence);
        _ = change.KeyExpireAsync(Done(bookingId), IOutcomeOrder.GivenUpAfter);
        await change.ExecuteAsync();
    }

    private static RedisKey Key(string bookingId) => $"phstudio:gateway:outcomes:{bookingId}";

    private static RedisKey Done(string bookingId) => $"phstudio:gateway:outcomes-done:{bookingId}";
}
