using MassTransit;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// The board in Redis, one key a message, and beside them the list of those in state unknown by their time. The list is a hint, written before an entry and
/// corrected after it: an entry of the list counts only where the message's own entry agrees. An unavailable Redis costs the answer
/// of <c>GET /messages/{id}</c>, never a message: what the broker confirmed stays accepted.
/// </summary>
internal sealed partial class RedisMessageStatusStore(IConnectionMultiplexer redis, MessageStatusOptions options, TimeProvider time, ILogger<RedisMessageStatusStore> logger) : IMessageStatusStore
{
    private static readonly RedisKey UnknownList = MessageNotes.OfState(MessageState.Unknown);

    // What is for later outlives the other lists. An erasure finds it here, until its entry ends.
    private static readonly RedisKey ScheduledList = "phstudio:gateway:messages:scheduled";

    private IDatabase Db => redis.GetDatabase();

    public async Task QueuedAsync(SendMessage order, AcceptedFields accepted)
    {
        try
        {
            var (entry, now) = (MessageEntry.Queued(order), time.GetUtcNow());
            var content = new NotedContent(RedisAcceptedContent.Key(accepted.Id), RedisAcceptedContent.Write(accepted.Fields), RedisAcceptedContent.Expiry);
            var expiry = await ExpiryAsync(order.MessageId, order.SendAt, now).WaitAsync(Deadlines.Note);
            await MessageNotes.NoteAsync(Db, entry, (int)entry.State, entry.Step(), expiry, now - options.Expiry, now, content).WaitAsync(Deadlines.Note);
        }
        catch (Exception e) when (RedisAvailability.IsFailure(e))
        {
            Log.NotNoted(logger, order.MessageId, e.GetType().Name);
        }
    }

    public Task NoteAsync(MessageEntry entry) => NoteAsync(entry, (int)entry.State, entry.Step());

    public Task NoteStepAsync(TimelineStep step, MessageEntry entry) => NoteAsync(entry, step.IsLate ? MessageNotes.OnlyIfKnown : (int)entry.State, step, step.What == "scheduled" ? step.Until : null);

    public async Task<bool> ClaimAsync(MessageEntry unknown, bool resend)
    {
        RedisKey key = $"phstudio:gateway:choice:{ChoiceClaim.Name(unknown)}";
        var choice = ChoiceClaim.Value(resend);
        return await Db.StringSetAsync(key, choice, ChoiceClaim.Expiry, When.NotExists) || await Db.StringGetAsync(key) == choice;
    }

    public async Task<bool> ResolveAsync(MessageEntry unknown, MessageEntry chosen)
    {
        var (key, member) = (MessageNotes.Key(unknown.MessageId), MessageNotes.Member(unknown.MessageId));
        while (await Db.StringGetAsync(key) is var known && MessageNotes.Read(known) is { } entry)
        {
            // Where the Sender told of the outcome first, only the step is missing.
            var isUnknown = (entry.State, entry.At) == (unknown.State, unknown.At);
            if (!isUnknown && MessageNotes.StepsIn(known).Any(step => step.IsChoiceFor(unknown)))
            {
                return false;
            }

            var transaction = Db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(key, known));
            _ = transaction.StringSetAsync(key, MessageNotes.Write(isUnknown ? chosen : entry, MessageNotes.StepsOf(known), chosen.Choice()), options.Expiry);
            if (isUnknown)
            {
                Relist(transaction, chosen, member);
            }

            if (await transaction.ExecuteAsync())
            {
                return isUnknown;
            }
        }

        return false;
    }

    public async Task<IReadOnlyList<TimelineStep>> TimelineAsync(Guid messageId)
    {
        var value = await Db.StringGetAsync(MessageNotes.Key(messageId));
        return value.IsNull ? [] : [.. MessageNotes.StepsIn(value).OrderBy(step => step.At)];
    }

    public Task<(IReadOnlyList<MessageEntry> Messages, PageCursor? Next)> ListAsync(MessageFilter filter, PageCursor? after, int limit) =>
        new MessageLists(Db, async ids => [.. (await Db.StringGetAsync([.. ids.Select(MessageNotes.KeyOf)])).Select(MessageNotes.Read)], time).ReadAsync(filter, after, limit);

    public Task<IReadOnlyList<MessageCounts>> CountAsync(IReadOnlyList<DateTimeOffset> starts, DateTimeOffset end) => MessageLists.CountAsync(Db, starts, end);

    public async Task<MessageEntry?> FindAsync(Guid messageId) => MessageNotes.Read(await Db.StringGetAsync(MessageNotes.Key(messageId)));

    public async Task<IReadOnlyList<MessageEntry>> UnknownAsync(int skip, int most)
    {
        var listed = await Db.SortedSetRangeByRankAsync(UnknownList, skip, skip + most - 1);
        var entries = await Task.WhenAll(listed.Select(member => FindAsync(Guid.Parse((string)member!))));
        var stale = listed.Where((_, at) => entries[at] is not { State: MessageState.Unknown }).ToArray();
        if (stale.Length > 0)
        {
            await Db.SortedSetRemoveAsync(UnknownList, stale);
        }
        return [.. entries.OfType<MessageEntry>().Where(entry => entry.State == MessageState.Unknown)];
    }

    public async Task<IReadOnlyCollection<Guid>> ConcernedAsync(PersonTraces person)
    {
        var concerned = new HashSet<Guid>();
        foreach (var list in person.BookingIds.Select(MessageNotes.OfBooking).Concat(person.ChatIds.Select(MessageNotes.OfChat)))
        {
            await foreach (var listed in Db.SortedSetScanAsync(list, pageSize: 100))
            {
                concerned.Add(Guid.ParseExact((string)listed.Element!, "N"));
            }
        }

        // Both outlive the other lists.
        foreach (var listed in (await Db.SortedSetRangeByRankAsync(ScheduledList)).Concat(await Db.SortedSetRangeByRankAsync(UnknownList)).Chunk(100))
        {
            var entries = await Db.StringGetAsync([.. listed.Select(member => MessageNotes.KeyOf(member!))]);
            concerned.UnionWith(entries.Select(MessageNotes.Read).OfType<MessageEntry>().Where(entry => ErasedEntry.Concerns(person, entry)).Select(entry => entry.MessageId));
        }

        return concerned;
    }

    public async Task EraseAsync(PersonTraces person)
    {
        foreach (var id in await ConcernedAsync(person))
        {
            await EraseAsync(person, id);
        }

        // The name of the list is the chat.
        await Db.KeyDeleteAsync([.. person.ChatIds.Select(MessageNotes.OfChat)]);
    }

    private async Task EraseAsync(PersonTraces person, Guid id)
    {
        var key = MessageNotes.Key(id);
        while (await Db.StringGetAsync(key) is { IsNull: false } known)
        {
            var lines = ((string)known!).Split('\n');
            var entry = ErasedEntry.Of(person, MessageNotes.Read(known)!);
            var steps = lines.Skip(1).Where(line => line.Length > 0).Select(line => ErasedEntry.Of(person, JsonSerializer.Deserialize<TimelineStep>(line)!));
            var change = Db.CreateTransaction();
            change.AddCondition(Condition.StringEqual(key, known));
            _ = change.StringSetAsync(key, MessageNotes.Write(entry, steps), expiry: (TimeSpan?)null, keepTtl: true);
            if (await change.ExecuteAsync())
            {
                return;
            }
        }
    }

    private async Task NoteAsync(MessageEntry entry, int rank, TimelineStep step, DateTimeOffset? sendAt = null)
    {
        var isUnknown = rank == (int)MessageState.Unknown;
        if (isUnknown)
        {
            await ListAsync(entry);
        }

        var now = time.GetUtcNow();
        if (step.What == TimelineStep.Deferred)
        {
            await ListDeferredAsync(entry, now);
        }

        var expiry = isUnknown ? options.UnknownExpiry : await ExpiryAsync(entry.MessageId, sendAt, now);
        await MessageNotes.NoteAsync(Db, entry, rank, step, expiry, now - options.Expiry, now);
    }

    /// <summary>Takes a message out of those that are unknown, and, where it is sent again, puts it among those that wait.</summary>
    private void Relist(ITransaction transaction, MessageEntry chosen, RedisValue member)
    {
        _ = transaction.SortedSetRemoveAsync(UnknownList, member);
        if (chosen.State != MessageState.Queued)
        {
            return;
        }

        // One that was ordered too long ago has left its lists, and enters them again, now.
        var (now, queued) = (time.GetUtcNow(), MessageNotes.OfState(MessageState.Queued));
        var isOld = chosen.Place < (now - options.Expiry).ToUnixTimeMilliseconds();
        foreach (var list in isOld ? [queued, .. MessageNotes.ListsOf(chosen)] : new[] { queued })
        {
            _ = transaction.SortedSetAddAsync(list, member, isOld ? now.ToUnixTimeMilliseconds() : chosen.Place);
            _ = transaction.KeyExpireAsync(list, options.Expiry + MessageNotes.ListSlack);
        }
    }

    /// <summary>How long a message that is not at its end is kept: of one for later from its time on.</summary>
    private async Task<TimeSpan> ExpiryAsync(Guid messageId, DateTimeOffset? sendAt, DateTimeOffset now)
    {
        if (sendAt - now is not { Ticks: > 0 } ahead)
        {
            return options.Expiry;
        }

        await Db.SortedSetAddAsync(ScheduledList, MessageNotes.Member(messageId), (now + ahead + options.Expiry).ToUnixTimeMilliseconds());
        await Db.SortedSetRemoveRangeByScoreAsync(ScheduledList, double.NegativeInfinity, now.ToUnixTimeMilliseconds());
        return ahead + options.Expiry;
    }

    private async Task ListDeferredAsync(MessageEntry entry, DateTimeOffset now)
    {
        await Db.SortedSetAddAsync(MessageLists.Deferred, MessageNotes.Member(entry.MessageId), entry.Place);
        await Db.SortedSetRemoveRangeByScoreAsync(MessageLists.Deferred, double.NegativeInfinity, (now - options.Expiry).ToUnixTimeMilliseconds());
        await Db.KeyExpireAsync(MessageLists.Deferred, options.Expiry);
    }

    private async Task ListAsync(MessageEntry entry)
    {
        await Db.SortedSetAddAsync(UnknownList, MessageNotes.Member(entry.MessageId), entry.At.ToUnixTimeMilliseconds());
        await Db.SortedSetRemoveRangeByScoreAsync(UnknownList, double.NegativeInfinity, (time.GetUtcNow() - options.UnknownExpiry).ToUnixTimeMilliseconds());
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} is accepted, but its state could not be noted: {Error}")]
        public static partial void NotNoted(ILogger logger, Guid messageId, string error);
    }
}
