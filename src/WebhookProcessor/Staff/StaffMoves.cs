using System.Globalization;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>Notes from its updates that a staff chat became a supergroup, before anything is sent there. Other groups' moves are not kept.</summary>
public sealed class StaffMoves(StaffChats chats, IChatMoves moves)
{
    /// <summary>The group has a new number. A known number keeps its first group, and a supergroup its number.</summary>
    public async Task FollowAsync(long oldChatId, long newChatId)
    {
        var (before, after) = (oldChatId.ToString(CultureInfo.InvariantCulture), newChatId.ToString(CultureInfo.InvariantCulture));
        if (!ChatId.IsSupergroup(before) && chats.Contains([before]) && !chats.Contains([after]) && await moves.BeforeAsync(after) is null)
        {
            await moves.MovedAsync(before, after);
        }
    }
}
