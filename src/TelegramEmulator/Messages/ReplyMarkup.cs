using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>Reads a call's <c>reply_markup</c> field by field, as Telegram does before it looks at the chat (docs/telegram.md 29).</summary>
internal static class ReplyMarkup
{
    private static readonly (string Field, string Asks)[] PrivateOnly =
    [
        ("request_poll", "poll can be requested"), ("web_app", "web App buttons can be used"), ("request_users", "users can be requested"), ("request_user", "users can be requested"),
        ("request_chat", "chats can be requested"), ("request_managed_bot", "managed bots can be requested"),
    ];

    /// <summary>The markup; null when there is none, or when it is empty.</summary>
    public static ParsedMarkup? Parse(ApiParameters parameters)
    {
        if (parameters.Json("reply_markup", "reply keyboard markup") is not { } markup)
        {
            return null;
        }

        return markup.ValueKind == JsonValueKind.Object
            ? ApiParameters.Read(() => Parse(markup, parameters.OlderServer))
            : throw TelegramRefusal.BadRequest("object expected as reply markup");
    }

    private static ParsedMarkup? Parse(JsonElement markup, bool olderServer)
    {
        var keys = Rows(markup, "keyboard", "Field \"keyboard\" must be an Array of Arrays", "keyboard button", Key);
        var inline = Rows(markup, "inline_keyboard", "Field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays", "inline keyboard button", button => InlineButtons.Parse(button, olderServer));
        var removes = markup.Flag("hide_keyboard") | markup.Flag("remove_keyboard");
        _ = markup.Flag("personal_keyboard") | markup.Flag("selective");
        var forcesReply = markup.Flag("force_reply_keyboard") | markup.Flag("force_reply");
        var placeholder = markup.Text("input_field_placeholder");
        if (keys.Count > 0)
        {
            _ = markup.Flag("resize_keyboard") | markup.Flag("is_persistent");
            return new ParsedMarkup(MarkupKind.Keyboard) { Keys = keys, OneTime = markup.Flag("one_time_keyboard"), Placeholder = placeholder };
        }

        // Buttons may carry force_reply since 10.3 (docs/telegram.md 38).
        return inline.Count > 0 ? new ParsedMarkup(MarkupKind.Inline) { Inline = inline, ForcesReply = forcesReply, Placeholder = placeholder }
            : removes ? new ParsedMarkup(MarkupKind.Remove)
            : forcesReply ? new ParsedMarkup(MarkupKind.ForceReply) { ForcesReply = true, Placeholder = placeholder }
            : null;
    }

    private static List<IReadOnlyList<T>> Rows<T>(JsonElement markup, string name, string notRows, string what, Func<JsonElement, T> read)
    {
        if (markup.Array(name) is not { } rows)
        {
            return [];
        }

        List<IReadOnlyList<T>> all = [];
        foreach (var row in rows.EnumerateArray())
        {
            all.Add(row.ValueKind == JsonValueKind.Array
                ? [.. row.EnumerateArray().Select(button => ApiParameters.Read(() => read(button), what))]
                : throw new UnreadableFieldException(notRows));
        }

        return all;
    }

    private static KeyboardKey Key(JsonElement key)
    {
        if (key.ValueKind == JsonValueKind.String)
        {
            return new KeyboardKey(key.GetString()!);
        }

        if (key.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableFieldException("KeyboardButton must be a String or an Object");
        }

        var text = key.RequiredText("text");
        var hasIcon = key.Long("icon_custom_emoji_id") is not (null or 0);
        _ = InlineButtons.Style(key.Text("style"));
        var kind = new KeyboardKey(text, hasIcon);
        return key.Flag("request_phone_number") | key.Flag("request_contact") ? kind with { OnlyInPrivate = "phone number can be requested" }
            : key.Flag("request_location") ? kind with { OnlyInPrivate = "location can be requested" }
            : PrivateOnly.FirstOrDefault(request => key.Has(request.Field)) is { Field: { } field } found ? kind with { OnlyInPrivate = found.Asks, WebApp = Request(field, key.RequiredObject(field)) }
            : kind;
    }

    /// <summary>Reads what a key asks for, each kind its own fields; the address of a page, null for anything else.</summary>
    private static string? Request(string field, JsonElement request)
    {
        switch (field)
        {
            case "request_poll":
                _ = request.Text("type");
                return null;
            case "web_app":
                return request.RequiredText("url");
        }

        _ = request.RequiredInt("request_id");
        switch (field)
        {
            case "request_chat":
                Flags(request, "chat_is_channel", "chat_is_forum", "chat_has_username", "chat_is_created");
                Rights(request, "user_administrator_rights");
                Rights(request, "bot_administrator_rights");
                Flags(request, "bot_is_member", "request_title", "request_username", "request_photo");
                break;
            case "request_managed_bot":
                _ = (request.Text("suggested_name"), request.Text("suggested_username"));
                break;
            default:
                Flags(request, "user_is_bot", "user_is_premium");
                _ = request.Int("max_quantity");
                Flags(request, "request_name", "request_username", "request_photo");
                break;
        }

        return null;
    }

    private static void Flags(JsonElement request, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _ = request.Flag(name);
        }
    }

    private static void Rights(JsonElement request, string name)
    {
        if (request.TryGetProperty(name, out var rights))
        {
            _ = ProfileMethods.Rights(rights, forChannels: false);
        }
    }
}
