using System.Security.Cryptography;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Privacy;

/// <summary>
/// In Redis, for all services: <c>phstudio:gateway:erased</c> has the moments by their hashes. Every process keeps a copy and reads it again after a few seconds, so that a message costs no call; while Redis
/// is unavailable the copy goes on.
/// </summary>
public sealed class RedisErasures(IConnectionMultiplexer redis, TimeProvider time) : IErasures
{
    private const string Salt = "salt";

    /// <summary>There once somebody was erased.</summary>
    public static readonly RedisKey Key = "phstudio:gateway:erased";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Task<ErasedPeople>? _reading;
    private ErasedPeople _known = ErasedPeople.Nobody;
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    public async Task AddAsync(PersonTraces person)
    {
        var db = redis.GetDatabase();
        await db.HashSetAsync(Key, Salt, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), When.NotExists);
        var now = time.GetUtcNow();
        var known = await db.HashGetAllAsync(Key);
        var salt = Convert.FromHexString((string)known.First(field => field.Name == Salt).Value!);
        var old = known.Where(field => field.Name != Salt && now - DateTimeOffset.FromUnixTimeMilliseconds((long)field.Value) > IErasures.Kept).Select(field => field.Name).ToArray();
        await db.HashDeleteAsync(Key, old);
        await db.HashSetAsync(Key, [.. ErasedPeople.HashesOf(person, salt).Select(hash => new HashEntry(hash, now.ToUnixTimeMilliseconds()))]);
        await db.KeyExpireAsync(Key, IErasures.Kept);
        _readAt = DateTimeOffset.MinValue;
    }

    public async Task TakeBackAsync(IReadOnlyCollection<string> bookingIds)
    {
        var db = redis.GetDatabase();
        if (bookingIds.Count > 0 && await db.HashGetAsync(Key, Salt) is { IsNull: false } salt)
        {
            await db.HashDeleteAsync(Key, [.. bookingIds.Select(id => (RedisValue)ErasedPeople.HashOfBooking(id, Convert.FromHexString((string)salt!)))]);
            _readAt = DateTimeOffset.MinValue;
        }
    }

    public async Task<DateTimeOffset?> ErasedAtAsync(string bookingId, string? phone, string? chatId)
    {
        var db = redis.GetDatabase();
        var salt = await db.HashGetAsync(Key, Salt);
        if (salt.IsNull)
        {
            return null;
        }

        var found = await db.HashGetAsync(Key, [.. ErasedPeople.HashesOf(bookingId, phone, chatId, Convert.FromHexString((string)salt!)).Select(hash => (RedisValue)hash)]);
        return found.Max(at => at.IsNull ? (DateTimeOffset?)null : DateTimeOffset.FromUnixTimeMilliseconds((long)at));
    }

    public async ValueTask<ErasedPeople> CurrentAsync()
    {
        if (time.GetUtcNow() - _readAt < Fresh)
        {
            return _known;
        }

        Task<ErasedPeople> reading;
        lock (_lock)
        {
            reading = _reading ??= ReadAsync();
        }

        return await reading;
    }

    private async Task<ErasedPeople> ReadAsync()
    {
        await Task.Yield();
        try
        {
            var fields = await redis.GetDatabase().HashGetAllAsync(Key);
            var salt = fields.FirstOrDefault(field => field.Name == Salt).Value;
            _known = salt.IsNull ? ErasedPeople.Nobody : new ErasedPeople(
                Convert.FromHexString((string)salt!),
                fields.Where(field => field.Name != Salt).ToDictionary(field => (string)field.Name!, field => DateTimeOffset.FromUnixTimeMilliseconds((long)field.Value), StringComparer.Ordinal));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The old copy stays; it is read again in a few seconds.
        }

        _readAt = time.GetUtcNow();
        lock (_lock)
        {
            _reading = null;
        }

        return _known;
    }
}
