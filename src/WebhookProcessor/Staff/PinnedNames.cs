using System.Collections.Concurrent;
using PhStudio.Messaging.ServiceDefaults.ChatPins;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>
/// Says whether a chat is the staff chat whose public name it has: the one that had the name when it was first seen. Asked of the store once for each chat in this process's life,
/// since what is pinned stays.
/// </summary>
public sealed partial class PinnedNames(IChatPins pins, StaffChats chats, ILogger<PinnedNames> logger)
{
    private readonly ConcurrentDictionary<(string Name, string Number), bool> _known = new();

    /// <summary>True where the name is the chat's own.</summary>
    /// <param name="name">A staff chat as the settings name it, with its <c>@</c>.</param>
    /// <param name="number">The number of the chat that has the name now.</param>
    public async ValueTask<bool> IsOwnAsync(string name, string number)
    {
        var asked = (name.ToLowerInvariant(), number);
        if (_known.TryGetValue(asked, out var known))
        {
            return known;
        }

        var pinned = await pins.PinAsync(name, number);
        chats.Pin(name, pinned);
        if (_known.TryAdd(asked, pinned == number) && pinned != number)
        {
            // When the chat has its name back, its next update says so to the store.
            _known.TryRemove((asked.Item1, pinned), out _);
            Log.TakenOver(logger, name, pinned, number);
        }

        return pinned == number;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The staff chat {Name} was the chat {Pinned}, and now {Number} has that name: it is refused. Write the number of the right chat into TELEGRAM_CHAT_ID or STAFF_CHATS in the name's place")]
        public static partial void TakenOver(ILogger logger, string name, string pinned, string number);
    }
}
