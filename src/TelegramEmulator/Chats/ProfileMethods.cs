using System.Collections.Concurrent;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>The Bot API's methods that say how the bot is shown: name, descriptions, the button beside the text box, the rights that it asks for.</summary>
internal sealed class ProfileMethods(ChatBook chats)
{
    private const int MaxNameLength = 64;
    private const int MaxDescriptionLength = 512;
    private const int MaxShortDescriptionLength = 120;
    private const string DefaultButton = "default";

    private readonly ConcurrentDictionary<(string Field, string Language), string> _texts = new();
    private readonly ConcurrentDictionary<long, MenuButton> _buttons = new();
    private readonly ConcurrentDictionary<bool, ChatAdministratorRights> _rights = new();

    public ApiAnswer SetName(ApiParameters parameters) => Set(parameters, "name", MaxNameLength, "BOT_TITLE_INVALID");

    public ApiAnswer GetName(ApiParameters parameters) => new(new BotName { Name = Get(parameters, "name") is { Length: > 0 } name ? name : chats.Bot.FirstName }, EmulatorJson.Default.BotName);

    public ApiAnswer SetDescription(ApiParameters parameters) => Set(parameters, "description", MaxDescriptionLength, "BOT_DESCRIPTION_INVALID");

    public ApiAnswer GetDescription(ApiParameters parameters) => new(new BotDescription { Description = Get(parameters, "description") }, EmulatorJson.Default.BotDescription);

    public ApiAnswer SetShortDescription(ApiParameters parameters) => Set(parameters, "short_description", MaxShortDescriptionLength, "BOT_ABOUT_INVALID");

    public ApiAnswer GetShortDescription(ApiParameters parameters) => new(new BotShortDescription { ShortDescription = Get(parameters, "short_description") }, EmulatorJson.Default.BotShortDescription);

    public ApiAnswer SetMenuButton(ApiParameters parameters)
    {
        var button = parameters.Json("menu_button", "menu button") is { } given ? ApiParameters.Read(() => Button(given), "menu button") : new MenuButton { Type = DefaultButton };
        var person = Person(parameters);
        if (button.Text is { Length: 0 })
        {
            throw TelegramRefusal.BadRequest("menu button text must be non-empty");
        }

        if (button.WebApp is { } app)
        {
            var (url, error) = TelegramLink.Check(app.Url, httpOnly: true, httpsOnly: true);
            button = button with { WebApp = new WebAppInfo { Url = url ?? throw TelegramRefusal.BadRequest($"menu button Web App URL '{app.Url}' is invalid: {error}") } };
        }

        _buttons[person] = button;
        return ApiAnswer.True();
    }

    public ApiAnswer GetMenuButton(ApiParameters parameters) =>
        new(_buttons.GetValueOrDefault(Person(parameters)) ?? new MenuButton { Type = parameters.Text("chat_id") is null ? "commands" : DefaultButton }, EmulatorJson.Default.MenuButton);

    public ApiAnswer SetRights(ApiParameters parameters)
    {
        var forChannels = parameters.Flag("for_channels");
        var given = parameters.Json("rights", "ChatAdministratorRights");
        var rights = given is { } some ? ApiParameters.Read(() => Rights(some, forChannels), "ChatAdministratorRights") : Without(forChannels);
        _rights[forChannels] = rights;
        return ApiAnswer.True();
    }

    public ApiAnswer GetRights(ApiParameters parameters)
    {
        var forChannels = parameters.Flag("for_channels");
        return new ApiAnswer(_rights.GetValueOrDefault(forChannels) ?? Without(forChannels), EmulatorJson.Default.ChatAdministratorRights);
    }

    public void Reset()
    {
        _texts.Clear();
        _buttons.Clear();
        _rights.Clear();
    }

    private ApiAnswer Set(ApiParameters parameters, string field, int longest, string tooLong)
    {
        var text = parameters.Text(field) ?? "";
        var language = LanguageCode.Read(parameters);
        _texts[(field, language)] = FormattedText.CountCodePoints(text) > longest ? throw TelegramRefusal.BadRequest(tooLong) : text;
        return ApiAnswer.True();
    }

    /// <summary>The text of a language, else the one without a language.</summary>
    private string Get(ApiParameters parameters, string field) =>
        _texts.GetValueOrDefault((field, LanguageCode.Read(parameters))) is { Length: > 0 } own ? own : _texts.GetValueOrDefault((field, "")) ?? "";

    /// <summary>Whose button; 0 for everybody's.</summary>
    private long Person(ApiParameters parameters)
    {
        if (parameters.Text("chat_id") is null)
        {
            return 0;
        }

        var id = parameters.UserId("chat_id");
        return chats.Person(id) is null ? throw TelegramRefusal.BadRequest("user not found") : id;
    }

    private static MenuButton Button(JsonElement button)
    {
        if (button.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableFieldException("MenuButton must be an Object");
        }

        return button.RequiredText("type") switch
        {
            (DefaultButton or "commands") and var type => new MenuButton { Type = type },
            "web_app" => new MenuButton { Type = "web_app", Text = button.RequiredText("text"), WebApp = new WebAppInfo { Url = button.RequiredObject("web_app").RequiredText("url") } },
            _ => throw new UnreadableFieldException("MenuButton has unsupported type"),
        };
    }

    private static ChatAdministratorRights Without(bool forChannels) => forChannels
        ? new ChatAdministratorRights { CanPostMessages = false, CanEditMessages = false, CanManageDirectMessages = false }
        : new ChatAdministratorRights { CanPinMessages = false, CanManageTopics = false, CanManageTags = false };

    /// <summary>Reads rights as Telegram does, wherever they stand.</summary>
    public static ChatAdministratorRights Rights(JsonElement given, bool forChannels)
    {
        if (given.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableFieldException("ChatAdministratorRights must be an Object");
        }

        // All are read, also those that say nothing of this kind of chat.
        foreach (var ofOther in new[] { "can_post_messages", "can_edit_messages", "can_pin_messages", "can_manage_topics", "can_manage_direct_messages", "can_manage_tags" })
        {
            _ = given.Flag(ofOther);
        }

        return new ChatAdministratorRights
        {
            CanManageChat = given.Flag("can_manage_chat"),
            CanChangeInfo = given.Flag("can_change_info"),
            CanPostMessages = forChannels ? given.Flag("can_post_messages") : null,
            CanEditMessages = forChannels ? given.Flag("can_edit_messages") : null,
            CanDeleteMessages = given.Flag("can_delete_messages"),
            CanInviteUsers = given.Flag("can_invite_users"),
            CanRestrictMembers = given.Flag("can_restrict_members"),
            CanPinMessages = forChannels ? null : given.Flag("can_pin_messages"),
            CanManageTopics = forChannels ? null : given.Flag("can_manage_topics"),
            CanPromoteMembers = given.Flag("can_promote_members"),
            CanManageVideoChats = given.Flag("can_manage_video_chats"),
            CanPostStories = given.Flag("can_post_stories"),
            CanEditStories = given.Flag("can_edit_stories"),
            CanDeleteStories = given.Flag("can_delete_stories"),
            CanManageDirectMessages = forChannels ? given.Flag("can_manage_direct_messages") : null,
            CanManageTags = forChannels ? null : given.Flag("can_manage_tags"),
            CanSendWelcomeMessages = given.Flag("can_send_welcome_messages"),
            IsAnonymous = given.Flag("is_anonymous"),
        };
    }
}
