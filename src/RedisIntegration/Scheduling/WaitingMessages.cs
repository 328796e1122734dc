using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>Reads the due queue for operators.</summary>
internal sealed class WaitingMessages(DelayedMessageStore queue, WakeSignal wake, TimeProvider time) : IScheduledMessages, IBusOutboxMessages
{
    public async Task<WaitingCounts> CountAsync(CancellationToken cancellationToken = default)
    {
        var (waiting, due, dead) = await queue.CountAsync(time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        return new WaitingCounts(waiting, due, dead);
    }

    public Task<IReadOnlyList<WaitingMessage>> ListAsync(int skip = 0, int take = 100, CancellationToken cancellationToken = default) =>
        ReadAsync(queue.WaitingKeys[0], queue.WaitingKeys[1], attempts: queue.WaitingKeys[2], reasons: null, skip, take, cancellationToken);

    public Task<IReadOnlyList<WaitingMessage>> ListDeadAsync(int skip = 0, int take = 100, CancellationToken cancellationToken = default) =>
        ReadAsync(queue.DeadKeys[0], queue.DeadKeys[1], attempts: null, reasons: queue.DeadKeys[2], skip, take, cancellationToken);

    public Task<bool> CancelAsync(string token, CancellationToken cancellationToken = default) => queue.CancelAsync(token, time.GetUtcNow(), cancellationToken);

    public async Task<bool> ReviveAsync(string token, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var revived = await queue.RequeueAsync(token, now, cancellationToken).ConfigureAwait(false);
        wake.Due(now);
        return revived;
    }

    public Task<bool> DiscardAsync(string token, CancellationToken cancellationToken = default) => queue.RequeueAsync(token, due: null, cancellationToken);

    public async Task<int> RewriteAsync(Func<string, string, IDictionary<string, object?>, string?> rewrite, CancellationToken cancellationToken = default)
    {
        var changed = 0;
        foreach (var (records, isDead) in new[] { (queue.WaitingKeys[1], false), (queue.DeadKeys[1], true) })
        {
            await foreach (var entry in queue.Database.HashScanAsync(records, pageSize: 100).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                changed += await RewriteAsync(records, entry, isDead, rewrite, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }
        }

        return changed;
    }

    private async Task<bool> RewriteAsync(RedisKey records, HashEntry entry, bool isDead, Func<string, string, IDictionary<string, object?>, string?> rewrite, CancellationToken cancellationToken)
    {
        DelayedMessage known;
        try
        {
            known = DelayedMessage.Read(entry.Name!, entry.Value);
        }
        catch (FormatException)
        {
            return false;
        }

        var headers = known.Message.HeaderValues ?? [];
        if (rewrite(known.Message.MessageType, known.Message.Body, headers) is not { } body)
        {
            return false;
        }

        if (body.Length == 0)
        {
            return isDead ? await DiscardAsync(known.Token, cancellationToken).ConfigureAwait(false) : await CancelAsync(known.Token, cancellationToken).ConfigureAwait(false);
        }

        known.Message.Body = body;
        known.Message.HeaderValues = headers;
        var transaction = queue.Database.CreateTransaction();
        transaction.AddCondition(Condition.HashEqual(records, entry.Name, entry.Value));
        _ = transaction.HashSetAsync(records, entry.Name, known.Record());
        return await transaction.ExecuteAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<WaitingMessage>> ReadAsync(RedisKey times, RedisKey records, RedisKey? attempts, RedisKey? reasons, int skip, int take,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        if (take <= 0)
        {
            return [];
        }

        var page = await queue.Database.SortedSetRangeByRankWithScoresAsync(times, skip, skip + take - 1).WaitAsync(cancellationToken).ConfigureAwait(false);
        RedisValue[] tokens = [.. page.Select(entry => entry.Element)];
        if (tokens.Length == 0)
        {
            return [];
        }

        var bodies = queue.Database.HashGetAsync(records, tokens).WaitAsync(cancellationToken);
        var counts = attempts is { } key ? queue.Database.HashGetAsync(key, tokens).WaitAsync(cancellationToken) : Task.FromResult(new RedisValue[tokens.Length]);
        var whys = reasons is { } why ? queue.Database.HashGetAsync(why, tokens).WaitAsync(cancellationToken) : Task.FromResult(new RedisValue[tokens.Length]);
        await Task.WhenAll(bodies, counts, whys).ConfigureAwait(false);

        var messages = new List<WaitingMessage>(page.Length);
        for (var i = 0; i < page.Length; i++)
        {
            // Sent or cancelled between the two looks.
            if ((await bodies.ConfigureAwait(false))[i] is { IsNull: false } record)
            {
                messages.Add(Describe(tokens[i]!, page[i].Score, record, (await counts.ConfigureAwait(false))[i], (await whys.ConfigureAwait(false))[i]));
            }
        }

        return messages;
    }

    private static WaitingMessage Describe(string token, double next, RedisValue record, RedisValue attempts, RedisValue reason)
    {
        var nextTime = DateTimeOffset.FromUnixTimeMilliseconds((long)next);
        try
        {
            var entry = DelayedMessage.Read(token, record);
            return new WaitingMessage(token, entry.Due, nextTime, entry.Message.MessageId, entry.Message.MessageType, entry.Message.DestinationAddress,
                attempts.IsNull ? 0 : (int)attempts, reason);
        }
        catch (FormatException exception)
        {
            return new WaitingMessage(token, nextTime, nextTime, Guid.Empty, "", null, 0, reason.IsNull ? exception.Message : reason);
        }
    }
}
