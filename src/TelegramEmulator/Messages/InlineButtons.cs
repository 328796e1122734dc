using System.Globalization;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The buttons of an inline keyboard: first their fields, later what they say (docs/telegram.md 29, 38).</summary>
internal static class InlineButtons
{
    private const string InlineButton = "inline keyboard button";
    private const int Most = 100;
    private const int MaxData = 64;
    private const int MaxCopied = 256;

    /// <summary>Reads the fields.</summary>
    /// <exception cref="UnreadableFieldException">One is missing or of a wrong type.</exception>
    public static InlineKeyboardButton Parse(JsonElement button, bool olderServer)
    {
        if (button.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableFieldException("InlineKeyboardButton must be an Object");
        }

        var text = button.RequiredText("text");
        var icon = button.Long("icon_custom_emoji_id");
        var style = Style(button.Text("style"));
        return Kind(button, olderServer) with { Text = text, Style = style, IconCustomEmojiId = icon is null or 0 ? null : icon.Value.ToString(CultureInfo.InvariantCulture) };
    }

    public static string? Style(string? style) => style?.ToLowerInvariant() switch
    {
        null or "" or "default" => null,
        ("success" or "danger" or "primary") and var known => known,
        _ => throw new UnreadableFieldException("invalid button style specified"),
    };

    /// <summary>The button as Telegram returns it.</summary>
    /// <exception cref="TelegramRefusal">It cannot be what it says.</exception>
    public static InlineKeyboardButton Checked(InlineKeyboardButton button, ChatRoom room)
    {
        button = button with { Text = Text(button.Text, InlineButton) };
        if (button.SwitchInlineQueryChosenChat is { AllowUserChats: false, AllowBotChats: false, AllowGroupChats: false, AllowChannelChats: false })
        {
            throw TelegramRefusal.BadRequest("at least one chat type must be allowed");
        }

        if (room.Info.Type == "channel" && button is not { SwitchInlineQuery: null, SwitchInlineQueryChosenChat: null, SwitchInlineQueryCurrentChat: null })
        {
            throw TelegramRefusal.BadRequest($"can't use switch_inline_query{(button.SwitchInlineQueryCurrentChat is null ? "" : "_current_chat")} button in a channel chat, because users will not be able to use the button without knowing bot's username");
        }

        return button.Url is { } url ? button with { Url = Person(url) is { } person ? $"tg://user?id={person.ToString(CultureInfo.InvariantCulture)}" : Address(url, InlineButton) }
            // A login is shown as an address, once it is sent.
            : button.LoginUrl is { } login ? button with { LoginUrl = null, Url = Person(login.Url) is null ? Address(login.Url, $"{InlineButton} login", isPage: true) : throw TelegramRefusal.BadRequest("link to a user can't be used in login URL buttons") }
            : button.WebApp is { } app ? button with { WebApp = new WebAppInfo { Url = WebApp(app.Url, InlineButton) } }
            : button;
    }

    /// <summary>The address of a page that a button opens within the app.</summary>
    public static string WebApp(string url, string what) => Person(url) is null ? Address(url, $"{what} Web App", isPage: true) : throw TelegramRefusal.BadRequest("link to a user can't be used in Web App URL buttons");

    /// <summary>What only Telegram itself refuses, after all else: too many buttons, too much data.</summary>
    /// <exception cref="TelegramRefusal">It refuses them.</exception>
    public static void Accept(InlineKeyboardMarkup? markup)
    {
        var all = (markup?.InlineKeyboard ?? []).SelectMany(row => row).ToList();
        if (all.Count > Most)
        {
            throw TelegramRefusal.BadRequest("reply markup is too long");
        }

        if (all.Exists(button => button.IsUnoffered))
        {
            // This bot has neither games nor a payment provider.
            throw TelegramRefusal.BadRequest("BUTTON_TYPE_INVALID");
        }

        if (all.Any(button => button.CallbackData is { } data && Encoding.UTF8.GetByteCount(data) > MaxData))
        {
            throw TelegramRefusal.BadRequest("BUTTON_DATA_INVALID");
        }

        if (all.Any(button => button.CopyText is { } copied && FormattedText.CountCodePoints(copied.Text) is 0 or > MaxCopied))
        {
            throw TelegramRefusal.BadRequest("BUTTON_COPY_TEXT_INVALID");
        }
    }

    /// <summary>What stands on a button, as Telegram cleans it.</summary>
    public static string Text(string text, string what) => TextCleaning.Clean(text) is { Length: > 0 } clean ? clean : throw TelegramRefusal.BadRequest($"{what} text must be non-empty");

    /// <summary>What a button does: the first of its fields in Telegram's order decides, all others are dropped.</summary>
    private static InlineKeyboardButton Kind(JsonElement button, bool olderServer)
    {
        var kind = new InlineKeyboardButton { Text = "" };
        if (button.Text("url") is { Length: > 0 } url)
        {
            return kind with { Url = url };
        }

        if (button.Text("callback_data") is { Length: > 0 } data)
        {
            return kind with { CallbackData = data };
        }

        if (button.Has("callback_game") || button.Has("pay"))
        {
            return kind with { IsUnoffered = true };
        }

        return button.Text("switch_inline_query") is { } query ? kind with { SwitchInlineQuery = query }
            : button.Object("switch_inline_query_chosen_chat") is { } chosen ? Chosen(kind, chosen)
            : button.Text("switch_inline_query_current_chat") is { } current ? kind with { SwitchInlineQueryCurrentChat = current }
            : button.Object("login_url") is { } login ? kind with { LoginUrl = Login(login) }
            : button.Object("web_app") is { } app ? kind with { WebApp = new WebAppInfo { Url = app.RequiredText("url") } }
            : button.Object("copy_text") is { } copied ? kind with { CopyText = new CopyTextButton { Text = copied.RequiredText("text") } }
            : !olderServer && button.Object("disabled") is not null ? kind with { Disabled = new DisabledButton() }
            : throw new UnreadableFieldException("Text buttons are unallowed in the inline keyboard");
    }

    private static InlineKeyboardButton Chosen(InlineKeyboardButton kind, JsonElement chosen)
    {
        var to = new SwitchInlineQueryChosenChat
        {
            Query = chosen.Text("query") ?? "",
            AllowUserChats = chosen.Flag("allow_user_chats"),
            AllowBotChats = chosen.Flag("allow_bot_chats"),
            AllowGroupChats = chosen.Flag("allow_group_chats"),
            AllowChannelChats = chosen.Flag("allow_channel_chats"),
        };
        return to is { AllowUserChats: true, AllowBotChats: true, AllowGroupChats: true, AllowChannelChats: true } ? kind with { SwitchInlineQuery = to.Query } : kind with { SwitchInlineQueryChosenChat = to };
    }

    private static LoginUrl Login(JsonElement login)
    {
        var url = new LoginUrl { Url = login.RequiredText("url"), BotUsername = login.Text("bot_username"), RequestWriteAccess = login.Flag("request_write_access"), ForwardText = login.Text("forward_text") };
        var name = url.BotUsername is ['@', .. var rest] ? rest : url.BotUsername;
        return name is "" && url.BotUsername != "" || name?.Any(c => c != '_' && !char.IsAsciiLetterOrDigit(c)) == true ? throw new UnreadableFieldException("LoginUrl bot username is invalid") : url with { BotUsername = name };
    }

    private static long? Person(string url) => TelegramLink.Person(new MessageEntity { Type = "", Offset = 0, Length = 0 }, url)?.User?.Id;

    private static string Address(string url, string what, bool isPage = false)
    {
        var (address, error) = TelegramLink.Check(url, httpOnly: isPage, httpsOnly: isPage);
        return address ?? throw TelegramRefusal.BadRequest($"{what} URL '{url}' is invalid: {error}");
    }
}
