using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// The lists beside the board in Redis, by when messages were ordered: of all, of a chat, of a booking, of a state that few are in. A question takes the shortest that holds all it asks for.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="read">Reads entries by their members; null for one that is gone.</param>
/// <param name="time">The clock.</param>
internal sealed class MessageLists(IDatabase db, Func<IReadOnlyList<string>, Task<IReadOnlyList<MessageEntry?>>> read, TimeProvider time)
{
    /// <summary>The list of those that were put off.</summary>
    public static RedisKey Deferred { get; } = "phstudio:gateway:messages:deferred";

    /// <summary>As <see cref="IMessageStatusStore.ListAsync"/> says.</summary>
    public Task<(IReadOnlyList<MessageEntry> Messages, PageCursor? Next)> ReadAsync(MessageFilter filter, PageCursor? after, int limit)
    {
        var list = ListOf(filter);
        var oldest = filter.From?.ToUnixTimeMilliseconds() ?? double.NegativeInfinity;
        var newest = filter.To is { } to ? to.ToUnixTimeMilliseconds() - 1 : double.PositiveInfinity;
        return new NewestFirst<MessageEntry>(db, read, time).ReadAsync(list, oldest, newest, filter.Passes, after, limit);
    }

    /// <summary>As <see cref="IMessageStatusStore.CountAsync"/> says. There is no list of those that were sent: they are the rest.</summary>
    public static async Task<IReadOnlyList<MessageCounts>> CountAsync(IDatabase db, IReadOnlyList<DateTimeOffset> starts, DateTimeOffset end) =>
        await Task.WhenAll(starts.Select(async (start, at) =>
        {
            var to = at + 1 < starts.Count ? starts[at + 1] : end;
            var (all, queued, failed) = (LengthAsync(MessageNotes.All), LengthAsync(MessageNotes.OfState(MessageState.Queued)), LengthAsync(MessageNotes.OfState(MessageState.Failed)));
            var (expired, unknown, deferred) = (LengthAsync(MessageNotes.OfState(MessageState.Expired)), LengthAsync(MessageNotes.OfState(MessageState.Unknown)), LengthAsync(Deferred));
            var rest = await all - await queued - await failed - await expired - await unknown;
            return new MessageCounts(start, Math.Max(rest, 0), await queued, await failed, await expired, await unknown, await deferred);

            Task<long> LengthAsync(RedisKey list) => db.SortedSetLengthAsync(list, start.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), Exclude.Stop);
        }));

    private static RedisKey ListOf(MessageFilter filter) =>
        filter.State == MessageState.Unknown ? MessageNotes.OfState(MessageState.Unknown)
        : filter.BookingId is { } booking ? MessageNotes.OfBooking(booking)
        : filter.ChatId is { } chat ? MessageNotes.OfChat(chat)
        : filter.State is { } state and not MessageState.Sent ? MessageNotes.OfState(state)
        : MessageNotes.All;
}
