using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>
/// Pages through a list in Redis that is ordered by a moment, newest first. Its entries are looked at block by block, as far as <see cref="PageBudget"/> allows.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="read">Reads entries by their members; null for one that is gone.</param>
/// <param name="time">The clock.</param>
internal sealed class NewestFirst<T>(IDatabase db, Func<IReadOnlyList<string>, Task<IReadOnlyList<T?>>> read, TimeProvider time)
    where T : class
{
    private const int Block = 500;
    private const int MaxLookedAt = 10_000;

    /// <summary>The newest entries behind a cursor that pass, and the cursor of the page after; null at the end.</summary>
    /// <param name="list">The list.</param>
    /// <param name="oldest">The lowest score.</param>
    /// <param name="newest">The highest score.</param>
    /// <param name="passes">True for an entry that is asked for.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="limit">At most so many.</param>
    public async Task<(IReadOnlyList<T> Entries, PageCursor? Next)> ReadAsync(RedisKey list, double oldest, double newest, Func<T, bool> passes, PageCursor? after, int limit)
    {
        var found = new List<T>();
        var budget = new PageBudget(time, MaxLookedAt);
        for (var looked = 0; ;)
        {
            var (top, skip) = after is { } cursor && cursor.Score <= newest ? ((double)cursor.Score, await SeenAsync(list, cursor)) : (newest, 0L);
            var block = await db.SortedSetRangeByScoreWithScoresAsync(list, oldest, top, Exclude.None, Order.Descending, skip, Block);
            var entries = await read([.. block.Select(at => (string)at.Element!)]);
            for (var at = 0; at < block.Length; at++)
            {
                after = new PageCursor((long)block[at].Score, (string)block[at].Element!);
                looked++;
                if (entries[at] is { } entry && passes(entry))
                {
                    found.Add(entry);
                }

                var isLast = at == block.Length - 1 && block.Length < Block;
                if (!isLast && found.Count == limit)
                {
                    return (found, after);
                }
            }

            if (block.Length < Block || budget.IsSpent(looked))
            {
                return (found, block.Length < Block ? null : after);
            }
        }
    }

    /// <summary>How many members of the cursor's own score come no later than it, newest first.</summary>
    private async Task<long> SeenAsync(RedisKey list, PageCursor cursor)
    {
        var tied = await db.SortedSetRangeByScoreAsync(list, cursor.Score, cursor.Score, Exclude.None, Order.Descending);
        return tied.Count(member => string.CompareOrdinal((string)member!, cursor.Member) >= 0);
    }
}
