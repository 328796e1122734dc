using System.Globalization;
using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>One key for each update, which expires.</summary>
public sealed class RedisSeenUpdates(IDatabase redis) : ISeenUpdates
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(48);

    public Task<bool> ContainsAsync(long updateId) => redis.KeyExistsAsync(Key(updateId));

    public Task AddAsync(long updateId, TimeSpan? memory = null) => redis.StringSetAsync(Key(updateId), 1, memory ?? Memory);

    private static RedisKey Key(long updateId) => "webhook:seen:" + updateId.ToString(CultureInfo.InvariantCulture);
}
