using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>Who is asked and told where a staff chat cannot be reached: the chat of <c>STAFF_FALLBACK_CHAT</c>, else the managers in their own chats.</summary>
public sealed class StaffFallback(StaffChats chats, StaffRoles roles)
{
    /// <summary>The chats that stand in for a staff chat; none where there is nobody.</summary>
    public IReadOnlyList<StaffChat> InsteadOf(string chatId)
    {
        if (!chats.Contains([chatId]))
        {
            return [];
        }

        return chats.Fallback is { } fallback && !string.Equals(fallback.ChatId, chats.NameOf([chatId]), StringComparison.OrdinalIgnoreCase)
            ? [chats.AsSentTo(fallback)]
            : [.. roles.Managers.Select(id => new StaffChat(id.ToString(CultureInfo.InvariantCulture), null, chats.Default.Language)).Where(own => own.ChatId != chatId)];
    }
}
