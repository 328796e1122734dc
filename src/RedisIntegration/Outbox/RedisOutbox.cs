using System.Diagnostics;
using MassTransit;
using PhStudio.Messaging.RedisIntegration.Messages;
using PhStudio.Messaging.RedisIntegration.Sagas;
using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.RedisIntegration.Telemetry;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Outbox;

/// <summary>
/// The inbox and outbox in Redis: one hash per consumed message, with its outgoing messages until they are delivered and a mark afterwards,
/// so that the same message is not consumed again. Undelivered ones have no expiry: nothing that was committed is ever dropped.
/// </summary>
internal sealed class RedisOutbox(Lazy<IDatabase> database, CommitWrites writes, string prefix, TimeSpan remembered, TimeSpan lease, TimeProvider time)
{
    public static readonly RedisValue NoMessages = "";

    private static readonly RedisValue Progress = "progress";
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(20);

    private static readonly RedisScript LoadScript = RedisScript.Load<RedisScript>("outbox-load.lua");
    private static readonly RedisScript FinishScript = RedisScript.Load<RedisScript>("outbox-finish.lua");
    private readonly RedisScript _commitScript = RedisScript.Load<RedisScript>("outbox-commit.lua", writes.Lua);

    /// <summary>Where it is kept how far a message has come.</summary>
    public RedisKey Key(Guid consumerId, Guid messageId) => $"{prefix}:{consumerId:N}:{messageId:N}";

    /// <summary>
    /// How far the message has come. Where another process is delivering its consequences right now, waits until that is done, or until it has been silent
    /// for the lease: then its work is this process's.
    /// </summary>
    public async Task<InboxState> LoadAsync(Guid consumerId, Guid messageId, CancellationToken cancellationToken)
    {
        var key = Key(consumerId, messageId);
        while (true)
        {
            var answer = (RedisResult[])(await RunAsync(LoadScript, "load", [key], [(long)lease.TotalMilliseconds], cancellationToken)
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
    public async Task<int> CommitAsync(RedisKey inbox, RedisValue messages, IReadOnlyList<SagaWrite> sagas, IReadOnlyList<CommitWrite> others,
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

        return (int)await RunAsync(_commitScript, "commit", [.. keys], [.. arguments], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes how far the delivery came. Not waited for: without the note a message goes out twice after a crash, with the same id.</summary>
    public void Note(RedisKey inbox, long sequenceNumber) =>
        database.Value.HashSet(inbox, Progress, sequenceNumber, flags: CommandFlags.FireAndForget);

    public Task FinishAsync(RedisKey inbox, CancellationToken cancellationToken) =>
        RunAsync(FinishScript, "finish", [inbox], [(long)remembered.TotalMilliseconds], cancellationToken);

    private async Task<RedisResult> RunAsync(RedisScript script, string operation, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        using var span = OutboxMetrics.Span(operation);
        var started = Stopwatch.GetTimestamp();
        var answer = await script.EvaluateAsync(database.Value, keys, values, cancellationToken).ConfigureAwait(false);
        OutboxMetrics.Took(prefix, operation, started);
        return answer;
    }
}
