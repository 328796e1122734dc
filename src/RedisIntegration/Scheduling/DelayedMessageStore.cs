using MassTransit;
using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>What became of an entry that was to be kept.</summary>
internal enum AddResult
{
    Full = -1,
    CancelledBefore = 0,
    Kept = 1,
    ThereAlready = 2,
}

/// <summary>An entry that this process may send, until the lease runs out.</summary>
internal sealed record Claim(string Token, RedisValue Record, long Lease);

/// <summary>
/// Messages in Redis that wait for their time. Any number of processes add, cancel and take. All keys have the same hash tag, so a cluster keeps them together.
/// </summary>
internal sealed class DelayedMessageStore(Lazy<IDatabase> database, string name, TimeSpan tombstoneLife)
{
    private readonly RedisKey[] _keys = [$"{{{name}}}:due", $"{{{name}}}:entries", $"{{{name}}}:attempts"];

    public IDatabase Database => database.Value;

    internal RedisKey[] WaitingKeys => _keys;

    internal RedisKey[] DeadKeys { get; } = [$"{{{name}}}:dead", $"{{{name}}}:dead-entries", $"{{{name}}}:dead-reasons"];

    /// <summary>Keeps the entry, in the place of an older one with its token.</summary>
    /// <param name="entry">The message and its time.</param>
    /// <param name="sent">When the order was given: a cancellation that was given later wins, also when it comes first.</param>
    /// <param name="limit">Refuses when so many wait already; 0 for no limit.</param>
    /// <param name="cancellationToken">Gives up waiting for Redis.</param>
    public async Task<AddResult> AddAsync(DelayedMessage entry, DateTimeOffset sent, int limit, CancellationToken cancellationToken) =>
        (AddResult)(int)await RunAsync(DelayedMessageScripts.Add, Adding(entry, sent, limit), cancellationToken).ConfigureAwait(false);

    /// <summary>Takes the entry away, and remembers that: an order given before comes too late for a day.</summary>
    public async Task<bool> CancelAsync(string token, DateTimeOffset cancelled, CancellationToken cancellationToken) =>
        (bool)await RunAsync(DelayedMessageScripts.Cancel, Cancelling(token, cancelled), cancellationToken).ConfigureAwait(false);

    /// <summary>What <see cref="DelayedMessageScripts.Add"/> gets.</summary>
    public OutboxWrite Adding(DelayedMessage entry, DateTimeOffset sent, int limit) => new(
        [.. _keys, Tombstone(entry.Token)],
        [entry.Token, entry.Record(), entry.Due.ToUnixTimeMilliseconds(), Microseconds(sent), entry.OrderId.ToString("N"), limit]);

    /// <summary>What <see cref="DelayedMessageScripts.Cancel"/> gets.</summary>
    public OutboxWrite Cancelling(string token, DateTimeOffset cancelled) => new(
        [.. _keys, Tombstone(token)],
        [token, Microseconds(cancelled), (long)tombstoneLife.TotalMilliseconds]);

    /// <summary>Takes what is due, oldest first, and says when the first of the rest can be taken.</summary>
    public async Task<(IReadOnlyList<Claim> Claims, DateTimeOffset? Next)> ClaimAsync(DateTimeOffset now, int limit, TimeSpan lease,
        CancellationToken cancellationToken)
    {
        var leasedUntil = (now + lease).ToUnixTimeMilliseconds();
        var answer = (RedisResult[])(await DelayedMessageScripts.Claim.EvaluateAsync(Database, _keys, [now.ToUnixTimeMilliseconds(), limit, leasedUntil],
            cancellationToken).ConfigureAwait(false))!;

        var claims = new List<Claim>(answer.Length / 2);
        for (var i = 1; i < answer.Length; i += 2)
        {
            claims.Add(new Claim((string)answer[i]!, (RedisValue)answer[i + 1], leasedUntil));
        }

        var next = (double)(RedisValue)answer[0];
        return (claims, next < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)next));
    }

    /// <summary>Forgets the entry that was sent, unless the lease had run out and somebody else has it.</summary>
    public async Task<bool> CompleteAsync(Claim claim, CancellationToken cancellationToken) =>
        (bool)await DelayedMessageScripts.Complete.EvaluateAsync(Database, _keys, [claim.Token, claim.Lease], cancellationToken).ConfigureAwait(false);

    /// <summary>Puts it back for later. Returns the attempts that count so far, or -1 when somebody else has it.</summary>
    public async Task<int> PostponeAsync(Claim claim, DateTimeOffset until, bool counts, CancellationToken cancellationToken) =>
        (int)await DelayedMessageScripts.Postpone.EvaluateAsync(Database, _keys,
            [claim.Token, claim.Lease, until.ToUnixTimeMilliseconds(), counts ? 1 : 0], cancellationToken).ConfigureAwait(false);

    /// <summary>Moves it to the dead, with the reason.</summary>
    /// <param name="token">The entry.</param>
    /// <param name="expected">The time (ms) at which it stands; another one means that somebody else has it.</param>
    /// <param name="now">When it died.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Gives up waiting for Redis.</param>
    public async Task<bool> DeadLetterAsync(string token, long expected, DateTimeOffset now, string reason, CancellationToken cancellationToken) =>
        (bool)await DelayedMessageScripts.DeadLetter.EvaluateAsync(Database, [.. _keys, .. DeadKeys],
            [token, expected, now.ToUnixTimeMilliseconds(), reason], cancellationToken).ConfigureAwait(false);

    /// <summary>Takes an entry from the dead: to be sent at this time, or to be forgotten.</summary>
    public async Task<bool> RequeueAsync(string token, DateTimeOffset? due, CancellationToken cancellationToken) =>
        (bool)await DelayedMessageScripts.Requeue.EvaluateAsync(Database, [.. _keys, .. DeadKeys],
            [token, due is { } time ? time.ToUnixTimeMilliseconds() : ""], cancellationToken).ConfigureAwait(false);

    /// <summary>How many wait, how many of them are due, and how many are dead.</summary>
    public async Task<(long Waiting, long Due, long Dead)> CountAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = Database.SortedSetLengthAsync(_keys[0]);
        var due = Database.SortedSetLengthAsync(_keys[0], max: now.ToUnixTimeMilliseconds());
        var dead = Database.SortedSetLengthAsync(DeadKeys[0]);
        var counts = await Task.WhenAll(waiting, due, dead).WaitAsync(cancellationToken).ConfigureAwait(false);
        return (counts[0], counts[1], counts[2]);
    }

    private Task<RedisResult> RunAsync(RedisScript script, OutboxWrite write, CancellationToken cancellationToken) =>
        script.EvaluateAsync(Database, [.. write.Keys], [.. write.Arguments], cancellationToken);

    private RedisKey Tombstone(string token) => $"{{{name}}}:cancelled:{token}";

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
}
