using System.Globalization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The Senders of a bot in Redis: each with its last heartbeat and its messages in progress.</summary>
public sealed class RedisSenderRegistry(IConnectionMultiplexer redis, RedisKeys keys, TimeProvider time) : ISenderRegistry
{
    private static readonly RedisScript Report = RedisScript.Load<RedisSenderRegistry>("heartbeat.lua");
    private static readonly RedisScript All = RedisScript.Load<RedisSenderRegistry>("heartbeat-all.lua");

    private static readonly Dictionary<Priority, DateTimeOffset> Nothing = [];

    private RedisKey[] Keys => [keys.Of("senders"), keys.Of("senders", "work")];

    public async Task<int> ReportAsync(string sender, SenderReport report)
    {
        var now = time.GetUtcNow();
        return (int)await Report.EvaluateAsync(
            redis.GetDatabase(), Keys,
            [
                now.ToUnixTimeMilliseconds(), sender, (now - ISenderRegistry.Alive).ToUnixTimeMilliseconds(),
                Write(report),
            ]);
    }

    public async Task<IReadOnlyDictionary<string, SenderReport>> AllAsync()
    {
        var silentSince = (time.GetUtcNow() - ISenderRegistry.Alive).ToUnixTimeMilliseconds();
        var told = (string?[])(await All.EvaluateAsync(redis.GetDatabase(), Keys, [silentSince]))!;
        return told.Chunk(2).ToDictionary(pair => pair[0]!, pair => Read(pair[1]!), StringComparer.Ordinal);
    }

    // Three numbers, and of each lane its number and the moment.
    private static string Write(SenderReport report) =>
        string.Join(' ', (string[])[string.Create(CultureInfo.InvariantCulture, $"{report.InHand} {report.Since?.ToUnixTimeMilliseconds() ?? 0} {report.RefusedAgain}"), .. (report.Lanes ?? Nothing).Select(lane => string.Create(CultureInfo.InvariantCulture, $"{(int)lane.Key} {lane.Value.ToUnixTimeMilliseconds()}"))]);

    private static SenderReport Read(string told)
    {
        var numbers = told.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var lanes = numbers.Skip(3).Chunk(2).ToDictionary(lane => (Priority)lane[0], lane => DateTimeOffset.FromUnixTimeMilliseconds(lane[1]));
        return new SenderReport((int)numbers[0], numbers[1] == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(numbers[1]), (int)numbers[2], lanes.Count > 0 ? lanes : null);
    }
}
