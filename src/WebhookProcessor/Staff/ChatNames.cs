using System.Globalization;
using PhStudio.Messaging.Telegram.Updates;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>
/// The names by which the settings and a button's signature can know a chat: its number, its public name, and the number
/// that it had before it became a supergroup (docs/telegram.md 18). The last is only looked up for chats that are not known by the others.
/// </summary>
public sealed class ChatNames(StaffChats chats, IChatMoves moves, PinnedNames pinned)
{
    /// <summary>
    /// The numbers that staff chats got when they became supergroups: lists that were asked for there are signed for those. Only looked up for buttons that are signed for no chat of the settings.
    /// </summary>
    public async ValueTask<IReadOnlyList<(string Setting, string Now)>> MovedAsync()
    {
        var moved = new List<(string, string)>();
        foreach (var chat in chats.All)
        {
            if (await moves.AfterAsync(chat) is { } now)
            {
                moved.Add((chat, now));
            }
        }
        return moved;
    }

    /// <summary>All names of a chat. A person's chat goes by its number alone, and so does one that has a staff chat's name and is not the chat that had it first.</summary>
    public async ValueTask<IReadOnlyList<string>> OfAsync(Chat chat)
    {
        var number = chat.Id.ToString(CultureInfo.InvariantCulture);
        if (chat.IsPrivate)
        {
            return [number];
        }

        string[] names = chat.Username is { Length: > 0 and <= 64 } name && await IsOwnAsync("@" + name, number) ? [number, "@" + name] : [number];
        if (chats.Contains(names))
        {
            return names;
        }
        return await moves.BeforeAsync(number) is { } former ? [.. names, former] : names;
    }

    private async ValueTask<bool> IsOwnAsync(string name, string number) => !chats.Contains([name]) || await pinned.IsOwnAsync(name, number);
}
