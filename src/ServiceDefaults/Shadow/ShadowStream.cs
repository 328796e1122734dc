using System.Globalization;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Shadow;

/// <summary>What a Sender with <c>SHADOW=true</c> would have sent: the newest 100,000 calls, forgotten 30 days after the last.</summary>
public static class ShadowStream
{
    /// <summary>Its key.</summary>
    public const string Key = "phstudio:sender:shadow";

    private const string Numbers = Key + ":ids";
    private const int Max = 100_000;
    private const int Page = 1000;

    private static readonly TimeSpan Expiry = TimeSpan.FromDays(30);

    /// <summary>Adds a call.</summary>
    /// <param name="redis">Where it is kept.</param>
    /// <param name="call">The call.</param>
    /// <param name="messages">How many messages Telegram would have made of it.</param>
    /// <returns>A number that stands in for the one that Telegram would have given the first message.</returns>
    public static async Task<long> AddAsync(IDatabase redis, ShadowedCall call, int messages = 1)
    {
        await redis.StreamAddAsync(Key, [new("at", call.At.ToUnixTimeMilliseconds()), new("method", call.Method), new("arguments", call.Arguments)], maxLength: Max, useApproximateMaxLength: true);
        await redis.KeyExpireAsync(Key, Expiry);
        return await redis.StringIncrementAsync(Numbers, messages) - messages + 1;
    }

    /// <summary>All of them, the oldest first.</summary>
    public static async Task<IReadOnlyList<ShadowedCall>> ReadAsync(IDatabase redis)
    {
        var calls = new List<ShadowedCall>();
        await foreach (var entry in EntriesAsync(redis))
        {
            calls.Add(new ShadowedCall(DateTimeOffset.FromUnixTimeMilliseconds((long)entry["at"]), (string)entry["method"]!, (string)entry["arguments"]!));
        }

        return calls;
    }

    /// <summary>Removes the calls that say something of a person.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> EraseAsync(IDatabase redis, PersonTraces person)
    {
        var erased = 0;
        await foreach (var entry in EntriesAsync(redis))
        {
            if (ShadowedCall.Mentions((string)entry["arguments"]!, person))
            {
                erased += (int)await redis.StreamDeleteAsync(Key, [entry.Id]);
            }
        }

        return erased;
    }

    /// <summary>Forgets them.</summary>
    public static Task ClearAsync(IDatabase redis) => redis.KeyDeleteAsync([Key, Numbers]);

    private static async IAsyncEnumerable<StreamEntry> EntriesAsync(IDatabase redis)
    {
        RedisValue after = "-";
        while (true)
        {
            var page = await redis.StreamRangeAsync(Key, after, count: Page);
            foreach (var entry in page)
            {
                yield return entry;
            }

            if (page.Length < Page)
            {
                yield break;
            }

            var parts = ((string)page[^1].Id!).Split('-');
            after = $"{parts[0]}-{(long.Parse(parts[1], CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture)}";
        }
    }
}
