using System.Text.Json;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>The language of each staff chat, as <c>STAFF_CHATS</c> sets it.</summary>
public sealed class ChatLanguages
{
    private readonly Dictionary<string, string> _byChat;

    private ChatLanguages(Dictionary<string, string> byChat) => _byChat = byChat;

    /// <summary>The setting's form; WebhookProcessor reads the rest of it.</summary>
    public const string Format = """a JSON array of rows such as {"chat":"-1001234567890","language":"ru"}""";

    /// <summary>Reads the setting; null when it has another form.</summary>
    public static ChatLanguages? Parse(string? setting)
    {
        var languages = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var row in JsonDocument.Parse(setting ?? "[]").RootElement.EnumerateArray())
            {
                if (row.TryGetProperty("language", out var language) && language.ValueKind != JsonValueKind.Null)
                {
                    // Two rows may share a chat with two topics: its first language is the chat's.
                    languages.TryAdd(row.GetProperty("chat").GetString()!, language.GetString()!);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }

        return new(languages);
    }

    /// <summary>The chat's language; null when none is set.</summary>
    public string? Of(string chatId) => _byChat.GetValueOrDefault(chatId);
}
