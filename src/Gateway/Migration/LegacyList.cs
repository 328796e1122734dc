using System.Globalization;
using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>
/// One list of the system before this one, emptied message by message while its producer pushes and its consumer may still take. A message is moved from the list to a second key in one step, and removed from there when it was forwarded: a process that dies
/// leaves at most one there, which the next one forwards again under the same id.
/// </summary>
/// <param name="redis">The Redis of both systems.</param>
/// <param name="name">The list.</param>
/// <param name="fromLeft">From which end its consumer takes.</param>
/// <param name="time">The clock.</param>
internal sealed class LegacyList(IConnectionMultiplexer redis, string name, bool fromLeft, TimeProvider time)
{
    private static readonly RedisScript Take = RedisScript.Load<LegacyList>("legacy-take.lua");
    private static readonly RedisScript Done = RedisScript.Load<LegacyList>("legacy-done.lua");

    /// <summary>A process that is silent for so long has died, and another one takes over.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly string _token = Guid.NewGuid().ToString("N");

    // In the slot of the list, on a Redis Cluster.
    private readonly RedisKey _hand = $"{{{name}}}:phstudio:hand";
    private readonly RedisKey _sequence = $"{{{name}}}:phstudio:sequence";
    private readonly RedisKey _lease = $"{{{name}}}:phstudio:lease";

    /// <summary>The list's name.</summary>
    public string Name => name;

    /// <summary>The message that was moved, or the next one; null where there is none, or another process has the list.</summary>
    /// <param name="done">The forwarded message; null for none.</param>
    public async Task<TakenMessage?> NextAsync(TakenMessage? done)
    {
        var taken = await Take.EvaluateAsync(
            redis.GetDatabase(),
            [name, _hand, _sequence, _lease],
            [fromLeft ? "left" : "right", done?.Raw ?? "", _token, (long)Lease.TotalMilliseconds, time.GetUtcNow().ToUnixTimeMilliseconds()]);
        return taken.IsNull ? null : Read((string)taken!);
    }

    /// <summary>Releases the list at a stop.</summary>
    public Task LeaveAsync(TakenMessage? done) => Done.EvaluateAsync(redis.GetDatabase(), [_hand, _lease], [done?.Raw ?? "", _token]);

    private static TakenMessage Read(string raw)
    {
        var parts = raw.Split(':', 3);
        return new TakenMessage(raw, parts[0], DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[1], CultureInfo.InvariantCulture)), parts[2]);
    }
}

/// <summary>A message that was taken from an old list.</summary>
/// <param name="Raw">As it lies in Redis.</param>
/// <param name="Number">How many were taken up to it.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Json">What the old producer pushed.</param>
internal sealed record TakenMessage(string Raw, string Number, DateTimeOffset At, string Json);
