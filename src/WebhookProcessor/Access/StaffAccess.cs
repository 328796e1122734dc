using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Updates;

namespace PhStudio.Messaging.WebhookProcessor.Access;

/// <summary>
/// Who may decide. Without a list everybody in a staff chat decides; with one (<c>STAFF_ROLES</c>) those listed have their roles,
/// wherever they write, and everybody else in a staff chat may only look. Asked at the press, never at the send.
/// </summary>
public sealed class StaffAccess(StaffChats chats, StaffRoles roles)
{
    /// <summary>What a person may do from a chat that goes by these names.</summary>
    public Role RoleOf(TelegramUser person, IReadOnlyList<string> chatNames)
    {
        if (roles.Find(person.Id) is { } listed)
            return listed;
        if (!chats.Contains(chatNames))
            return Role.None;
        return roles.IsEmpty ? Role.Decider : Role.Viewer;
    }
}
