using System.Globalization;
using System.Text;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Presses;

/// <summary>What a press brings of its message (docs/telegram.md 41).</summary>
public enum CallbackQueryMode
{
    /// <summary>The message, or its ids where it is inaccessible.</summary>
    Default,

    /// <summary>The message, or where it is inaccessible only an <c>inline_message_id</c>.</summary>
    Auto,

    /// <summary>Only an <c>inline_message_id</c>.</summary>
    Inline,
}

/// <summary>The id that stands for a message where its chat is not told; only the emulator can read it.</summary>
internal static class InlineMessageId
{
    public static string Of(Message message) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"inline {message.Chat.Id} {message.MessageId}"))).TrimEnd('=');

    /// <summary>The chat and the message; null when the id is none of ours.</summary>
    public static (long Chat, int Message)? Read(string id)
    {
        var padded = id.PadRight((id.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
        {
            return null;
        }

        var parts = Encoding.ASCII.GetString(bytes, 0, length).Split(' ');
        return parts is ["inline", var chat, var message]
            && long.TryParse(chat, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var chatId)
            && int.TryParse(message, NumberStyles.None, CultureInfo.InvariantCulture, out var messageId)
                ? (chatId, messageId)
                : null;
    }
}
