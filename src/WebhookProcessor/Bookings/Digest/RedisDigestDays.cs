using StackExchange.Redis;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Digest;

/// <summary>In Redis: <c>phstudio:webhook:digest:&lt;day&gt;</c>, for as long as that day's digest could be sent.</summary>
public sealed class RedisDigestDays(IDatabase redis) : IDigestDays
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(3);

    public Task<bool> WasSentAsync(DateOnly day) => redis.KeyExistsAsync(Key(day));

    public Task SentAsync(DateOnly day) => redis.StringSetAsync(Key(day), 1, Kept);

    private static RedisKey Key(DateOnly day) => $"phstudio:webhook:digest:{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
}
