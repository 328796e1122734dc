using System.Text;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The buttons of a message from a call's <c>reply_markup</c>, checked as Telegram checks them (TELEGRAM.md 29).</summary>
internal static class ReplyMarkup
{
    private const int MostButtons = 100;
    private const int LongestData = 64;

    /// <summary>The inline keyboard; null when there is none, or when the markup is a keyboard of another kind, which messages do not show.</summary>
    public static InlineKeyboardMarkup? Read(ApiParameters parameters)
    {
        if (parameters.Json("reply_markup", "reply keyboard markup") is not { } markup)
        {
            return null;
        }

        if (markup.ValueKind != JsonValueKind.Object)
        {
            throw TelegramRefusal.BadRequest("object expected as reply markup");
        }

        if (!markup.TryGetProperty("inline_keyboard", out var rows))
        {
            return null;
        }

        if (rows.ValueKind != JsonValueKind.Array)
        {
            throw TelegramRefusal.BadRequest("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array");
        }

        var keyboard = rows.EnumerateArray().Select(Row).Where(row => row.Count > 0).ToList();
        return keyboard.Sum(row => row.Count) > MostButtons ? throw TelegramRefusal.BadRequest("REPLY_MARKUP_TOO_LONG")
            : keyboard.Count == 0 ? null
            : new InlineKeyboardMarkup { InlineKeyboard = keyboard };
    }

    private static List<InlineKeyboardButton> Row(JsonElement row) => row.ValueKind == JsonValueKind.Array
        ? [.. row.EnumerateArray().Select(Button)]
        : throw TelegramRefusal.BadRequest("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays");

    private static InlineKeyboardButton Button(JsonElement button)
    {
        if (button.ValueKind != JsonValueKind.Object)
        {
            throw Unparsable("InlineKeyboardButton must be an Object");
        }

        var text = Field(button, "text");
        if (string.IsNullOrWhiteSpace(text))
        {
            throw TelegramRefusal.BadRequest("inline keyboard button text can't be empty");
        }

        var data = Field(button, "callback_data");
        var url = Field(button, "url");
        var copied = button.TryGetProperty("copy_text", out var copy) && copy.ValueKind == JsonValueKind.Object ? Field(copy, "text") : null;
        if (data is null && url is null && copied is null)
        {
            throw Unparsable("Text buttons are unallowed in the inline keyboard");
        }

        if (url is null && copied is null && Encoding.UTF8.GetByteCount(data!) is 0 or > LongestData)
        {
            throw TelegramRefusal.BadRequest("BUTTON_DATA_INVALID");
        }

        if (url is not null && TelegramLink.Checked(url) is null)
        {
            throw TelegramRefusal.BadRequest($"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL");
        }

        return new InlineKeyboardButton
        {
            Text = text,
            CallbackData = data,
            Url = url is null ? null : TelegramLink.Checked(url),
            CopyText = copied is null ? null : new CopyTextButton { Text = copied },
            Style = Style(Field(button, "style")),
            IconCustomEmojiId = Field(button, "icon_custom_emoji_id"),
        };
    }

    private static string? Style(string? style) => style switch
    {
        null or "" => null,
        "success" or "danger" or "primary" => style,
        _ => throw Unparsable("Invalid button style specified"),
    };

    private static string? Field(JsonElement of, string name)
    {
        if (!of.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Unparsable($"Field \"{name}\" must be of type String");
    }

    private static TelegramRefusal Unparsable(string why) => TelegramRefusal.BadRequest($"can't parse inline keyboard button: {why}");
}
