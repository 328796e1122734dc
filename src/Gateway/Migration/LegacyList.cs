using System.Globalization;
using System.Text;
using System.Text.Unicode;
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
            [fromLeft ? "left" : "right", done?.Raw ?? RedisValue.EmptyString, _token, (long)Lease.TotalMilliseconds, time.GetUtcNow().ToUnixTimeMilliseconds()]);
        return taken.IsNull ? null : Read((byte[])taken!);
    }

    /// <summary>Releases the list at a stop.</summary>
    public Task LeaveAsync(TakenMessage? done) => Done.EvaluateAsync(redis.GetDatabase(), [_hand, _lease], [done?.Raw ?? RedisValue.EmptyString, _token]);

    /// <summary>What was pushed, behind the number and the moment.</summary>
    public static ReadOnlySpan<byte> PushedOf(byte[] raw) => raw.AsSpan(Array.IndexOf(raw, (byte)':', Array.IndexOf(raw, (byte)':') + 1) + 1);

    private static TakenMessage Read(byte[] raw)
    {
        var number = Array.IndexOf(raw, (byte)':');
        var at = Array.IndexOf(raw, (byte)':', number + 1);
        var pushed = PushedOf(raw);
        return new TakenMessage(
            raw,
            Encoding.UTF8.GetString(raw.AsSpan(0, number)),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(raw.AsSpan(number + 1, at - number - 1), CultureInfo.InvariantCulture)),
            Encoding.UTF8.GetString(pushed),
            Utf8.IsValid(pushed));
    }
}

/// <summary>A message that was taken from an old list.</summary>
/// <param name="Raw">As it lies in Redis, to the byte: otherwise it would not be known again there.</param>
/// <param name="Number">How many were taken up to it.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Json">What the old producer pushed.</param>
/// <param name="IsUtf8">False where <paramref name="Json"/> is not all of it, for it is not UTF-8.</param>
internal sealed record TakenMessage(RedisValue Raw, string Number, DateTimeOffset At, string Json, bool IsUtf8 = true)
{
    /// <summary>What the old producer pushed, to the byte.</summary>
    public byte[] Pushed => IsUtf8 ? Encoding.UTF8.GetBytes(Json) : LegacyList.PushedOf((byte[])Raw!).ToArray();
}
