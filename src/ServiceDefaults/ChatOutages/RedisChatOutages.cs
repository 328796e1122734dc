using System.Globalization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.ChatOutages;

/// <summary>The list of all processes together: one hash with a field for each chat, <c>reason:since:failed:told</c>; and for an hour a key for each chat that was reached again, with when.</summary>
public sealed class RedisChatOutages(IDatabase redis) : IChatOutages
{
    private static readonly RedisKey Key = "phstudio:webhook:unreachable";

    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private static readonly RedisScript Ended = RedisScript.Load<RedisChatOutages>("outage-end.lua");
    private static readonly RedisScript Failed = RedisScript.Load<RedisChatOutages>("outage-failed.lua");
    private static readonly RedisScript Noted = RedisScript.Load<RedisChatOutages>("outage-reached.lua");
    private static readonly RedisScript Told = RedisScript.Load<RedisChatOutages>("outage-told.lua");

    public async Task<IReadOnlyList<ChatOutage>> AllAsync() =>
        [.. (await redis.HashGetAllAsync(Key)).Select(entry => Read(entry.Name!, entry.Value!)).OrderBy(outage => outage.ChatId, StringComparer.Ordinal)];

    public async Task<ChatOutage?> FailedAsync(string chatId, FailureReason reason, DateTimeOffset at) =>
        (string?)await Failed.EvaluateAsync(redis, [Key, Reached(chatId)], [chatId, reason.ToString(), at.ToUnixTimeMilliseconds()]) is { } outage ? Read(chatId, outage) : null;

    public Task ToldAsync(ChatOutage outage, int times) =>
        Told.EvaluateAsync(redis, [Key], [outage.ChatId, outage.Since.ToUnixTimeMilliseconds(), times]);

    public Task ReachedAsync(string chatId, DateTimeOffset at) =>
        Noted.EvaluateAsync(redis, [Reached(chatId)], [at.ToUnixTimeMilliseconds(), (long)Memory.TotalMilliseconds]);

    public async Task<bool> EndAsync(string chatId, DateTimeOffset at) =>
        (int)await Ended.EvaluateAsync(redis, [Key, Reached(chatId)], [chatId, at.ToUnixTimeMilliseconds(), (long)Memory.TotalMilliseconds, (long)ChatOutage.ClocksDiffer.TotalMilliseconds]) == 1;

    // The capitals of a public name mean nothing.
    private static RedisKey Reached(string chatId) => $"phstudio:webhook:reached:{chatId.ToLowerInvariant()}";

    // reason:since:failed:told
    private static ChatOutage Read(string chatId, string text)
    {
        var parts = text.Split(':');
        return new ChatOutage(chatId, Enum.Parse<FailureReason>(parts[0]), Moment(parts[1]), Moment(parts[2]), int.Parse(parts[3], CultureInfo.InvariantCulture));
    }

    private static DateTimeOffset Moment(string milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}
