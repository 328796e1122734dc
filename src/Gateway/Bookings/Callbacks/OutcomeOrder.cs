using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>
/// The outcomes of each booking that are not delivered yet, so that none overtakes an earlier one. An outcome is noted when it is first taken;
/// one that was given up after <see cref="GivenUpAfter"/> blocks no later one.
/// </summary>
internal interface IOutcomeOrder
{
    /// <summary>Longer than an outcome is tried for.</summary>
    static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(8);

    /// <summary>Notes an outcome, and tells whether every earlier one of its booking is delivered.</summary>
    Task<bool> IsNextAsync(string bookingId, int sequence, DateTimeOffset now);

    /// <summary>The outcome is delivered, or will never be.</summary>
    Task DoneAsync(string bookingId, int sequence);
}

internal sealed class InMemoryOutcomeOrder : IOutcomeOrder
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<int, DateTimeOffset>> _waiting = new(StringComparer.Ordinal);

    public Task<bool> IsNextAsync(string bookingId, int sequence, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(bookingId, out var waiting))
            {
                _waiting[bookingId] = waiting = [];
            }

            waiting.TryAdd(sequence, now);
            return Task.FromResult(!waiting.Any(other => other.Key < sequence && now - other.Value < IOutcomeOrder.GivenUpAfter));
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
        }

        return Task.CompletedTask;
    }
}

internal sealed class RedisOutcomeOrder(IConnectionMultiplexer redis) : IOutcomeOrder
{
    private IDatabase Db => redis.GetDatabase();

    public async Task<bool> IsNextAsync(string bookingId, int sequence, DateTimeOffset now)
    {
        var key = Key(bookingId);
        await Db.HashSetAsync(key, sequence, now.ToUnixTimeSeconds(), When.NotExists);
        await Db.KeyExpireAsync(key, IOutcomeOrder.GivenUpAfter);
        var given = (now - IOutcomeOrder.GivenUpAfter).ToUnixTimeSeconds();
        return !(await Db.HashGetAllAsync(key)).Any(other => (int)other.Name < sequence && (long)other.Value > given);
    }

    public Task DoneAsync(string bookingId, int sequence) => Db.HashDeleteAsync(Key(bookingId), sequence);

    private static RedisKey Key(string bookingId) => $"phstudio:gateway:outcomes:{bookingId}";
}
