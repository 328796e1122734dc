using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Lists;

/// <summary>
/// In Redis: <c>webhook:listed</c> (booking → revision), <c>webhook:open</c> (by age) and <c>webhook:days</c> (by the day of the session).
/// One script keeps the three together, so that an older word that comes late finds the newer revision and changes nothing.
/// What had its session two months ago goes away as new ones come.
/// </summary>
public sealed class RedisBookingLists(IDatabase redis) : IBookingLists
{
    private const string Listed = "webhook:listed";
    private const string OpenOnes = "webhook:open";
    private const string Days = "webhook:days";
    private const int DaysKept = 60;

    /// <summary>KEYS listed, open, days; ARGV booking, revision, day, open, age, last day to forget.</summary>
    public const string PutScript = """
        local known = redis.call('HGET', KEYS[1], ARGV[1])
        if known and tonumber(known) >= tonumber(ARGV[2]) then return 0 end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
        if ARGV[4] == '1' then redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1]) else redis.call('ZREM', KEYS[2], ARGV[1]) end
        for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[6], 'LIMIT', 0, 100)) do
          if not redis.call('ZSCORE', KEYS[2], old) then
            redis.call('ZREM', KEYS[3], old)
            redis.call('HDEL', KEYS[1], old)
          end
        end
        return 1
        """;

    /// <inheritdoc />
    public Task Put(BookingListed booking)
    {
        var write = Putting(booking);
        return redis.ScriptEvaluateAsync(PutScript, [.. write.Keys], [.. write.Arguments]);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<Guid>> Open() => Ids(await redis.SortedSetRangeByRankAsync(OpenOnes));

    /// <inheritdoc />
    public async Task<IReadOnlyList<Guid>> On(DateOnly day) => Ids(await redis.SortedSetRangeByScoreAsync(Days, day.DayNumber, day.DayNumber));

    /// <summary>What <see cref="PutScript"/> gets, so that a saga's outbox can put the booking with its own commit.</summary>
    public static OutboxWrite Putting(BookingListed booking) => new(
        [Listed, OpenOnes, Days],
        [
            booking.Booking.ToString("N"), booking.Revision, booking.Date.DayNumber, booking.Open ? 1 : 0, booking.CreatedAt.ToUnixTimeMilliseconds(),
            DateOnly.FromDateTime(booking.CreatedAt.UtcDateTime).DayNumber - DaysKept,
        ]);

    private static List<Guid> Ids(RedisValue[] members) => [.. members.Select(m => Guid.ParseExact(m.ToString(), "N"))];
}
