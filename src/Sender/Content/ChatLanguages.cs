using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>The language of each staff chat, as <c>STAFF_CHATS</c> sets it.</summary>
/// <param name="rows">The rows. Two may share a chat with two topics: its first language is the chat's.</param>
public sealed class ChatLanguages(IReadOnlyList<StaffChatRow> rows)
{
    private readonly Dictionary<string, string> _byChat = rows.Where(row => row.Language is not null).DistinctBy(row => row.Chat, StringComparer.Ordinal).ToDictionary(row => row.Chat, row => row.Language!, StringComparer.Ordinal);

    /// <summary>The chat's language; null when none is set.</summary>
    public string? Of(string chatId) => _byChat.GetValueOrDefault(chatId);
}
