using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// The lists beside the board in Redis, by when messages were ordered: of all, of a chat, of a booking, of a state that few are in. A question takes the shortest that holds all it asks for and looks at
/// its messages one by one, newest first; after <see cref="MaxLookedAt"/> the page ends, full or not, so that no question holds up Redis.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="read">Reads entries by their members; null for one that is gone.</param>
internal sealed class MessageLists(IDatabase db, Func<IReadOnlyList<string>, Task<IReadOnlyList<MessageEntry?>>> read)
{
    private const int Block = 500;
    private const int MaxLookedAt = 10_000;

    /// <summary>As <see cref="IMessageStatusStore.ListAsync"/> says.</summary>
    public async Task<(IReadOnlyList<MessageEntry> Messages, PageCursor? Next)> ReadAsync(MessageFilter filter, PageCursor? after, int limit)
    {
        var list = ListOf(filter);
        var oldest = filter.From?.ToUnixTimeMilliseconds() ?? double.NegativeInfinity;
        var newest = filter.To is { } to ? to.ToUnixTimeMilliseconds() - 1 : double.PositiveInfinity;
        var messages = new List<MessageEntry>();
        for (var looked = 0; ;)
        {
            var (top, skip) = after is { } cursor && cursor.Score <= newest ? ((double)cursor.Score, await TiedBeforeAsync(list, cursor)) : (newest, 0L);
            var block = await db.SortedSetRangeByScoreWithScoresAsync(list, oldest, top, Exclude.None, Order.Descending, skip, Block);
            var entries = await read([.. block.Select(at => (string)at.Element!)]);
            for (var at = 0; at < block.Length; at++)
            {
                after = new PageCursor((long)block[at].Score, (string)block[at].Element!);
                looked++;
                if (entries[at] is { } entry && filter.Passes(entry))
                {
                    messages.Add(entry);
                }

                var isLast = at == block.Length - 1 && block.Length < Block;
                if (!isLast && (messages.Count == limit || looked >= MaxLookedAt))
                {
                    return (messages, after);
                }
            }

            if (block.Length < Block)
            {
                return (messages, null);
            }
        }
    }

    /// <summary>How many members of the cursor's own score come no later than it, newest first: they were seen.</summary>
    private async Task<long> TiedBeforeAsync(RedisKey list, PageCursor cursor)
    {
        var tied = await db.SortedSetRangeByScoreAsync(list, cursor.Score, cursor.Score, Exclude.None, Order.Descending);
        return tied.Count(member => string.CompareOrdinal((string)member!, cursor.Member) >= 0);
    }

    private static RedisKey ListOf(MessageFilter filter) =>
        filter.State == MessageState.Unknown ? MessageNotes.OfState(MessageState.Unknown)
        : filter.BookingId is { } booking ? MessageNotes.OfBooking(booking)
        : filter.ChatId is { } chat ? MessageNotes.OfChat(chat)
        : filter.State is { } state and not MessageState.Sent ? MessageNotes.OfState(state)
        : MessageNotes.All;
}
