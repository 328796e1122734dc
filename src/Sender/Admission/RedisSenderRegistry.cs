using System.Globalization;
using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The Senders of a bot in Redis: when each was last heard of, and beside it what it has in hand.</summary>
public sealed class RedisSenderRegistry(IConnectionMultiplexer redis, RedisKeys keys, TimeProvider time) : ISenderRegistry
{
    private static readonly RedisScript Report = RedisScript.Load<RedisSenderRegistry>("heartbeat.lua");
    private static readonly RedisScript All = RedisScript.Load<RedisSenderRegistry>("heartbeat-all.lua");

    private RedisKey[] Keys => [keys.Of("senders"), keys.Of("senders", "work")];

    /// <inheritdoc />
    public async Task<int> ReportAsync(string sender, SenderReport report)
    {
        var now = time.GetUtcNow();
        return (int)await Report.EvaluateAsync(
            redis.GetDatabase(), Keys,
            [
                now.ToUnixTimeMilliseconds(), sender, (now - ISenderRegistry.Alive).ToUnixTimeMilliseconds(),
                string.Create(CultureInfo.InvariantCulture, $"{report.InHand} {report.Since?.ToUnixTimeMilliseconds() ?? 0} {report.RefusedAgain}"),
            ]);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, SenderReport>> AllAsync()
    {
        var silentSince = (time.GetUtcNow() - ISenderRegistry.Alive).ToUnixTimeMilliseconds();
        var told = (string?[])(await All.EvaluateAsync(redis.GetDatabase(), Keys, [silentSince]))!;
        return told.Chunk(2).ToDictionary(pair => pair[0]!, pair => Read(pair[1]!), StringComparer.Ordinal);
    }

    private static SenderReport Read(string told)
    {
        var numbers = told.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new SenderReport((int)numbers[0], numbers[1] == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(numbers[1]), (int)numbers[2]);
    }
}
