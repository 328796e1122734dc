using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>Follows a staff chat that became a supergroup, as its updates tell, before anything is sent there. Other groups' moves concern nobody and are not kept.</summary>
public sealed class StaffMoves(StaffChats chats, IChatMoves moves)
{
    /// <summary>The group has a new number. A number that is known keeps the group that it had first.</summary>
    public async Task FollowAsync(long oldChatId, long newChatId)
    {
        var (before, after) = (oldChatId.ToString(CultureInfo.InvariantCulture), newChatId.ToString(CultureInfo.InvariantCulture));
        if (chats.Contains([before]) && !chats.Contains([after]) && await moves.BeforeAsync(after) is null)
        {
            await moves.MovedAsync(before, after);
        }
    }
}
