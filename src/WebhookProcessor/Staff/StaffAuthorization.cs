using System.Globalization;
using PhStudio.Messaging.Telegram.Updates;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>
/// Who may decide. Without a list everybody in a staff chat decides; with one (<c>STAFF_ROLES</c>) those listed have their roles
/// in the staff chats and in their own chats with the bot, and everybody else in a staff chat may only look. In any other group
/// nobody has a role, because its members are unknown. Anybody who writes as the staff chat itself, an anonymous administrator, has the
/// role of <c>STAFF_ANONYMOUS_ROLE</c>, or that of people who are not listed. Checked at the press, never at the send.
/// </summary>
public sealed class StaffAuthorization(StaffChats chats, StaffRoles roles)
{
    /// <summary>What a person may do in a chat that has these names.</summary>
    public Role RoleOf(User person, IReadOnlyList<string> chatNames)
    {
        var staffs = chats.Contains(chatNames);
        // A private chat belongs to its person: an update that says otherwise is forged.
        if (!staffs && !chatNames.Contains(person.Id.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal))
        {
            return Role.None;
        }

        return roles.Find(person.Id) ?? (staffs && person.IsAnonymous ? roles.Anonymous : null) ?? (!staffs ? Role.None : roles.IsEmpty ? Role.Decider : Role.Viewer);
    }
}
