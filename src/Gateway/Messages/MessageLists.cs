using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// The lists beside the board in Redis, by when messages were ordered: of all, of a chat, of a booking, of a state that few are in. A question takes the shortest that holds all it asks for.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="read">Reads entries by their members; null for one that is gone.</param>
internal sealed class MessageLists(IDatabase db, Func<IReadOnlyList<string>, Task<IReadOnlyList<MessageEntry?>>> read)
{
    /// <summary>As <see cref="IMessageStatusStore.ListAsync"/> says.</summary>
    public Task<(IReadOnlyList<MessageEntry> Messages, PageCursor? Next)> ReadAsync(MessageFilter filter, PageCursor? after, int limit)
    {
        var list = ListOf(filter);
        var oldest = filter.From?.ToUnixTimeMilliseconds() ?? double.NegativeInfinity;
        var newest = filter.To is { } to ? to.ToUnixTimeMilliseconds() - 1 : double.PositiveInfinity;
        return new NewestFirst<MessageEntry>(db, read).ReadAsync(list, oldest, newest, filter.Passes, after, limit);
    }

    private static RedisKey ListOf(MessageFilter filter) =>
        filter.State == MessageState.Unknown ? MessageNotes.OfState(MessageState.Unknown)
        : filter.BookingId is { } booking ? MessageNotes.OfBooking(booking)
        : filter.ChatId is { } chat ? MessageNotes.OfChat(chat)
        : filter.State is { } state and not MessageState.Sent ? MessageNotes.OfState(state)
        : MessageNotes.All;
}
