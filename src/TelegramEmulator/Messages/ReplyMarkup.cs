using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The buttons of a message from a call's <c>reply_markup</c>, checked as Telegram checks them (docs/telegram.md 29).</summary>
internal static class ReplyMarkup
{
    private const int MaxButtons = 100;
    private const int MaxData = 64;

    /// <summary>The inline keyboard; null when there is none, or when the markup is of another kind, which messages do not show.</summary>
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

        // Of several kinds the keyboard below the text box wins.
        if (Rows(markup, "keyboard")?.GetArrayLength() > 0 || Rows(markup, "inline_keyboard") is not { } rows)
        {
            return null;
        }

        var keyboard = rows.EnumerateArray().Select(row => Row(row, parameters.OlderServer)).Where(row => row.Count > 0).ToList();
        return keyboard.Sum(row => row.Count) > MaxButtons ? throw TelegramRefusal.BadRequest("REPLY_MARKUP_TOO_LONG")
            : keyboard.Count == 0 ? null
            : new InlineKeyboardMarkup { InlineKeyboard = keyboard };
    }

    /// <summary>The same for an edit, which takes no markup of another kind.</summary>
    public static InlineKeyboardMarkup? ReadInline(ApiParameters parameters)
    {
        var inline = Read(parameters);
        return inline is null && parameters.Json("reply_markup", "reply keyboard markup") is { } other && IsOfAnotherKind(other)
            ? throw TelegramRefusal.BadRequest("inline keyboard expected")
            : inline;
    }

    /// <summary>What the markup puts at the text box in place of what stands there; false when it puts nothing and takes nothing away.</summary>
    public static bool TryReadBelow(ApiParameters parameters, int messageId, out BelowMarkup? below)
    {
        below = null;
        if (parameters.Json("reply_markup", "reply keyboard markup") is not { } markup)
        {
            return false;
        }

        var keys = Rows(markup, "keyboard")?.EnumerateArray().Select(KeyRow).Where(row => row.Count > 0).ToList() ?? [];
        if (keys.Count == 0 && !IsSet("force_reply"))
        {
            return IsSet("remove_keyboard");
        }

        below = new BelowMarkup(messageId, keys, keys.Count == 0, IsSet("one_time_keyboard"), Field(markup, "input_field_placeholder"));
        return true;

        bool IsSet(string name) => markup.TryGetProperty(name, out var set) && set.ValueKind == JsonValueKind.True;
    }

    private static List<string> KeyRow(JsonElement row) => row.ValueKind == JsonValueKind.Array
        ? [.. row.EnumerateArray().Select(key => (key.ValueKind == JsonValueKind.String ? key.GetString() : key.ValueKind == JsonValueKind.Object ? Field(key, "text") : null)
            ?? throw TelegramRefusal.BadRequest("can't parse keyboard button: KeyboardButton must be a String or an Object"))]
        : throw TelegramRefusal.BadRequest("field \"keyboard\" must be an Array of Arrays");

    private static bool IsOfAnotherKind(JsonElement markup) =>
        Rows(markup, "keyboard")?.GetArrayLength() > 0
        || ((string[])["force_reply", "force_reply_keyboard", "remove_keyboard", "hide_keyboard"]).Any(kind => markup.TryGetProperty(kind, out var set) && set.ValueKind == JsonValueKind.True);

    private static JsonElement? Rows(JsonElement markup, string name) => !markup.TryGetProperty(name, out var rows) || rows.ValueKind == JsonValueKind.Null ? null
        : rows.ValueKind == JsonValueKind.Array ? rows
        : throw TelegramRefusal.BadRequest($"field \"{name}\" must be of type Array");

    /// <summary>True for a markup that has the reader's app open an answer.</summary>
    public static bool ForcesReply(ApiParameters parameters) =>
        parameters.Json("reply_markup", "reply keyboard markup") is { ValueKind: JsonValueKind.Object } markup && markup.TryGetProperty("force_reply", out var forces) && forces.ValueKind == JsonValueKind.True;

    private static List<InlineKeyboardButton> Row(JsonElement row, bool olderServer) => row.ValueKind == JsonValueKind.Array
        ? [.. row.EnumerateArray().Select(button => Button(button, olderServer))]
        : throw TelegramRefusal.BadRequest("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays");

    private static InlineKeyboardButton Button(JsonElement button, bool olderServer)
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

        return Kind(button, olderServer) with { Text = text, Style = Style(Field(button, "style")), IconCustomEmojiId = Field(button, "icon_custom_emoji_id") };
    }

    /// <summary>What a button does: the first of its fields in Telegram's order decides, all others are dropped.</summary>
    private static InlineKeyboardButton Kind(JsonElement button, bool olderServer)
    {
        var kind = new InlineKeyboardButton { Text = "" };
        if (Field(button, "url") is { Length: > 0 } url)
        {
            return kind with { Url = Address(url) };
        }

        if (Field(button, "callback_data") is { Length: > 0 } data)
        {
            return Encoding.UTF8.GetByteCount(data) > MaxData ? throw TelegramRefusal.BadRequest("BUTTON_DATA_INVALID") : kind with { CallbackData = data };
        }

        if (button.TryGetProperty("callback_game", out _) || button.TryGetProperty("pay", out _))
        {
            // This bot has neither games nor a payment provider.
            throw TelegramRefusal.BadRequest("BUTTON_TYPE_INVALID");
        }

        return Field(button, "switch_inline_query") is { } query ? kind with { SwitchInlineQuery = query }
            : Part(button, "switch_inline_query_chosen_chat", WireJson.Default.SwitchInlineQueryChosenChat) is { } chosen ? kind with { SwitchInlineQueryChosenChat = chosen }
            : Field(button, "switch_inline_query_current_chat") is { } current ? kind with { SwitchInlineQueryCurrentChat = current }
            : Part(button, "login_url", WireJson.Default.LoginUrl) is { } login ? kind with { LoginUrl = login with { Url = Address(login.Url) } }
            : Part(button, "web_app", WireJson.Default.WebAppInfo) is { } app ? kind with { WebApp = app with { Url = Address(app.Url) } }
            : Part(button, "copy_text", WireJson.Default.CopyTextButton) is { } copied ? kind with { CopyText = copied }
            : !olderServer && button.TryGetProperty("disabled", out var disabled) && disabled.ValueKind == JsonValueKind.Object ? kind with { Disabled = new DisabledButton() }
            : throw Unparsable("Text buttons are unallowed in the inline keyboard");
    }

    private static string Address(string url) =>
        TelegramLink.Checked(url) ?? throw TelegramRefusal.BadRequest($"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL");

    private static T? Part<T>(JsonElement of, string name, JsonTypeInfo<T> type)
        where T : class
    {
        if (!of.TryGetProperty(name, out var value))
        {
            return null;
        }

        try
        {
            return value.ValueKind == JsonValueKind.Object ? value.Deserialize(type) : throw Unparsable($"Field \"{name}\" must be of type Object");
        }
        catch (JsonException)
        {
            throw Unparsable($"Field \"{name}\" can't be read");
        }
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
