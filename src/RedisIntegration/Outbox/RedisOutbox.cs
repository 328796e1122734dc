using System.Diagnostics;
using MassTransit;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.Sagas;
using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.RedisIntegration.Telemetry;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Outbox;

/// <summary>
/// The inbox and outbox in Redis: one hash per consumed message, with its outgoing messages until they are delivered and a mark afterwards,
/// so that the same message is not consumed again. Undelivered ones have no expiry: nothing that was committed is ever dropped.
/// </summary>
internal sealed class RedisOutbox(ChosenDatabase database, CommitWrites writes, string prefix, TimeSpan remembered, TimeSpan lease, TimeProvider time)
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

    private static readonly RedisScript FinishScript = new("outbox finish", """
        redis.call('HDEL', KEYS[1], 'messages', 'progress', 'lease')
        redis.call('HSET', KEYS[1], 'delivered', '1')
        redis.call('PEXPIRE', KEYS[1], ARGV[1])
        return 1
        """);

    /// <summary>
    /// KEYS inbox, sagas..., those of the writes...; ARGV messages ('' for none), life of the mark, lease ms, count of sagas, then four per saga, then the writes.
    /// Returns 0 done, -1 consumed before, n the n-th saga conflicts.
    /// </summary>
    private readonly RedisScript _commitScript = new("outbox commit", SagaWrite.Lua + writes.Lua + """
        if redis.call('EXISTS', KEYS[1]) == 1 then return -1 end
        local sagas = tonumber(ARGV[4])
        for i = 1, sagas do
          if not saga_is_as_expected(KEYS[i + 1], ARGV[i * 4 + 1]) then return i end
        end
        write_all(sagas + 1, sagas * 4 + 4)
        for i = 1, sagas do
          local first = i * 4 + 1
          write_saga(KEYS[i + 1], ARGV[first + 1], ARGV[first + 2], ARGV[first + 3])
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


    /// <summary>Where it is kept how far a message has come.</summary>
    public RedisKey Key(Guid consumerId, Guid messageId) => $"{prefix}:{consumerId:N}:{messageId:N}";

    /// <summary>
    /// How far the message has come. Where another process is delivering its consequences right now, waits until that is done, or until it has been silent
    /// for the lease: then its work is this process's.
    /// </summary>
    public async Task<InboxState> Load(Guid consumerId, Guid messageId, CancellationToken cancellationToken)
    {
        var key = Key(consumerId, messageId);
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

    /// <summary>What a message is written as, when it is not to be sent.</summary>
    public CommitWrite? WriteOf<TMessage>(SendContext<TMessage> context)
        where TMessage : class => writes.Of(context);

    /// <summary>Writes all or nothing. Returns 0 when done, -1 when the message was consumed before, and else the number (from 1) of the saga that changed.</summary>
    public async Task<int> Commit(RedisKey inbox, RedisValue messages, IReadOnlyList<SagaWrite> sagas, IReadOnlyList<CommitWrite> others,
        CancellationToken cancellationToken)
    {
        var keys = new List<RedisKey> { inbox };
        var arguments = new List<RedisValue> { messages, (long)remembered.TotalMilliseconds, (long)lease.TotalMilliseconds, sagas.Count };
        foreach (var saga in sagas)
        {
            keys.Add(saga.Key);
            saga.AddTo(arguments);
        }

        foreach (var other in others)
        {
            CommitWrites.AddTo(other, keys, arguments);
        }

        return (int)await Run(_commitScript, "commit", [.. keys], [.. arguments], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes how far the delivery came. Not waited for: without the note a message goes out twice after a crash, with the same id.</summary>
    public void Note(RedisKey inbox, long sequenceNumber) =>
        database.Current.HashSet(inbox, Progress, sequenceNumber, flags: CommandFlags.FireAndForget);

    public Task Finish(RedisKey inbox, CancellationToken cancellationToken) =>
        Run(FinishScript, "finish", [inbox], [(long)remembered.TotalMilliseconds], cancellationToken);

    private async Task<RedisResult> Run(RedisScript script, string operation, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        using var span = OutboxMetrics.Span(operation);
        var started = Stopwatch.GetTimestamp();
        var answer = await script.Evaluate(database.Current, keys, values, cancellationToken).ConfigureAwait(false);
        OutboxMetrics.Took(prefix, operation, started);
        return answer;
    }
}
