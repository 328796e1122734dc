using System.Diagnostics;
using PhStudio.Messaging.RedisIntegration.Sagas;
using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.RedisIntegration.Telemetry;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Outbox;

/// <summary>
/// The inbox and outbox in Redis: one hash per consumed message, with its outgoing messages until they are delivered and a mark afterwards,
/// so that the same message is not consumed again. Undelivered ones have no expiry: nothing that was committed is ever dropped.
/// </summary>
internal sealed class RedisOutbox(Func<IDatabase> database, string prefix, TimeSpan remembered, TimeSpan lease, TimeProvider time)
{
    public static readonly RedisValue NoMessages = "";

    private static readonly RedisValue Progress = "progress";
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>ARGV lease ms. Returns nothing for a new message, else whether it was delivered, its messages, its progress and the ms for which somebody else is at it; 0 makes it ours.</summary>
    private static readonly RedisScript LoadScript = new("outbox load", """
        local state = redis.call('HMGET', KEYS[1], 'delivered', 'messages', 'progress', 'lease')
        if state[1] then return {'1', '', '0', 0} end
        if not state[2] then return {} end
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local left = math.max(0, (tonumber(state[4]) or 0) - now)
        if left == 0 then redis.call('HSET', KEYS[1], 'lease', now + ARGV[1]) end
        return {'', state[2], state[3] or '0', left}
        """);

    /// <summary>KEYS inbox, sagas...; ARGV messages ('' for none), life of the mark, lease ms, then four per saga. Returns 0 done, -1 consumed before, n the n-th saga conflicts.</summary>
    private static readonly RedisScript CommitScript = new("outbox commit", SagaWrite.Lua + """
        if redis.call('EXISTS', KEYS[1]) == 1 then return -1 end
        for i = 2, #KEYS do
          if not saga_is_as_expected(KEYS[i], ARGV[i * 4 - 4]) then return i - 1 end
        end
        for i = 2, #KEYS do
          local first = i * 4 - 4
          write_saga(KEYS[i], ARGV[first + 1], ARGV[first + 2], ARGV[first + 3])
        end
        if ARGV[1] == '' then
          redis.call('HSET', KEYS[1], 'delivered', '1')
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
        else
          local time = redis.call('TIME')
          redis.call('HSET', KEYS[1], 'messages', ARGV[1], 'lease', time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[3])
        end
        return 0
        """);

    private static readonly RedisScript FinishScript = new("outbox finish", """
        redis.call('HDEL', KEYS[1], 'messages', 'progress', 'lease')
        redis.call('HSET', KEYS[1], 'delivered', '1')
        redis.call('PEXPIRE', KEYS[1], ARGV[1])
        return 1
        """);

    private readonly Lazy<IDatabase> _database = new(database);

    /// <summary>
    /// How far the message has come. Where another process is delivering its consequences right now, waits until that is done, or until it has been silent
    /// for the lease: then its work is this process's.
    /// </summary>
    public async Task<InboxState> Load(Guid consumerId, Guid messageId, CancellationToken cancellationToken)
    {
        RedisKey key = $"{prefix}:{consumerId:N}:{messageId:N}";
        while (true)
        {
            var answer = (RedisResult[])(await Run(LoadScript, "load", [key], [(long)lease.TotalMilliseconds], cancellationToken)
                .ConfigureAwait(false))!;
            if (answer.Length == 0)
            {
                return InboxState.New(key);
            }

            if ((string?)answer[0] == "1")
            {
                OutboxMetrics.CameAgain(prefix);
                return InboxState.WasDelivered(key);
            }

            if ((long)answer[3] == 0)
            {
                return InboxState.WasCommitted(key, (RedisValue)answer[1], (long)answer[2]);
            }

            await Task.Delay(AskAgain, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes all or nothing. Returns 0 when done, -1 when the message was consumed before, and else the number (from 1) of the saga that changed.</summary>
    public async Task<int> Commit(RedisKey inbox, RedisValue messages, IReadOnlyList<SagaWrite> sagas, CancellationToken cancellationToken)
    {
        var keys = new RedisKey[sagas.Count + 1];
        keys[0] = inbox;
        var arguments = new List<RedisValue>(3 + sagas.Count * SagaWrite.ArgumentCount)
        {
            messages, (long)remembered.TotalMilliseconds, (long)lease.TotalMilliseconds,
        };
        for (var i = 0; i < sagas.Count; i++)
        {
            keys[i + 1] = sagas[i].Key;
            sagas[i].AddTo(arguments);
        }

        return (int)await Run(CommitScript, "commit", keys, [.. arguments], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes how far the delivery came. Not waited for: without the note a message goes out twice after a crash, with the same id.</summary>
    public void Note(RedisKey inbox, long sequenceNumber) =>
        _database.Value.HashSet(inbox, Progress, sequenceNumber, flags: CommandFlags.FireAndForget);

    public Task Finish(RedisKey inbox, CancellationToken cancellationToken) =>
        Run(FinishScript, "finish", [inbox], [(long)remembered.TotalMilliseconds], cancellationToken);

    private async Task<RedisResult> Run(RedisScript script, string operation, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        using var span = OutboxMetrics.Span(operation);
        var started = Stopwatch.GetTimestamp();
        var answer = await script.Evaluate(_database.Value, keys, values, cancellationToken).ConfigureAwait(false);
        OutboxMetrics.Took(prefix, operation, started);
        return answer;
    }
}
