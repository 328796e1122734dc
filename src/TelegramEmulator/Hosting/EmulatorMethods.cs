using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Media;
using PhStudio.Messaging.TelegramEmulator.Messages;

namespace PhStudio.Messaging.TelegramEmulator.Hosting;

/// <summary>The table of the Bot API's methods.</summary>
internal static class EmulatorMethods
{
    /// <summary>The methods that are refused by their name alone, since this bot may not or cannot use them; tests and the documentation read the list.</summary>
    public static IReadOnlySet<string> Refused(EmulatorCore core) => Refusing(core).Select(method => method.Name).ToHashSet(StringComparer.Ordinal);

    public static Dictionary<string, ApiMethod> Of(EmulatorCore core)
    {
        var table = new Dictionary<string, ApiMethod>(StringComparer.Ordinal);
        foreach (var (name, method) in Refusing(core).Concat(Bot(core)).Concat(Updates(core)).Concat(Chats(core)).Concat(Messages(core)))
        {
            table[name] = (parameters, _) => new ValueTask<ApiAnswer>(method(parameters));
        }

        var reader = new FileReader(core.SentFiles, new FileFetcher(core.Http));
        var media = new MediaMethods(core.Chats, reader, Sending(core), Ephemeral(core));
        table["sendPhoto"] = media.SendPhotoAsync;
        table["sendDocument"] = media.SendDocumentAsync;
        table["sendMediaGroup"] = media.SendGroupAsync;
        table["editMessageMedia"] = new MediaEdits(Edits(core), reader).EditMediaAsync;
        table["editMessageCaption"] = (parameters, _) => new ValueTask<ApiAnswer>(new MediaEdits(Edits(core), reader).EditCaption(parameters));
        table["getUpdates"] = core.Polling.GetAsync;
        return table;
    }

    private static IEnumerable<(string Name, Func<ApiParameters, ApiAnswer> Method)> Refusing(EmulatorCore core) =>
        [.. new MemberMethods(core.Chats, new ChatMethods(core.Chats)).All, .. new UnofferedMethods(core.Chats, Sending(core)).All];

    private static IEnumerable<(string Name, Func<ApiParameters, ApiAnswer> Method)> Bot(EmulatorCore core) =>
    [
        ("getMe", _ => new ChatMethods(core.Chats).Me()),
        ("setMySettings", core.Presses.SetSettings),
        ("answerCallbackQuery", core.Presses.Answer),
        ("logOut", _ => core.BotApi.Session.LogOut()),
        ("close", _ => core.BotApi.Session.Close()),
        ("setMyCommands", core.Commands.Set),
        ("getMyCommands", core.Commands.Get),
        ("deleteMyCommands", core.Commands.Delete),
        ("setMyName", core.Profile.SetName),
        ("getMyName", core.Profile.GetName),
        ("setMyDescription", core.Profile.SetDescription),
        ("getMyDescription", core.Profile.GetDescription),
        ("setMyShortDescription", core.Profile.SetShortDescription),
        ("getMyShortDescription", core.Profile.GetShortDescription),
        ("setChatMenuButton", core.Profile.SetMenuButton),
        ("getChatMenuButton", core.Profile.GetMenuButton),
        ("setMyDefaultAdministratorRights", core.Profile.SetRights),
        ("getMyDefaultAdministratorRights", core.Profile.GetRights),
        ("getFile", core.Files.Get),
    ];

    private static MessageSending Sending(EmulatorCore core) => new(core.Chats, core.Limits, core.Events, core.Options.Clock);

    private static ServiceMessages Service(EmulatorCore core) => new(core.Chats, core.Events, core.Feed, core.Options.Clock);

    private static EphemeralMethods Ephemeral(EmulatorCore core) => new(core.Chats, core.Presses, core.Limits, core.Events, core.Options.Clock);

    private static EditMethods Edits(EmulatorCore core) => new(core.Chats, core.Limits, core.Events, core.Requests, core.Options.Clock);

    private static IEnumerable<(string Name, Func<ApiParameters, ApiAnswer> Method)> Updates(EmulatorCore core) =>
        [("setWebhook", core.Webhook.Set), ("deleteWebhook", core.Webhook.Delete), ("getWebhookInfo", _ => core.Webhook.Info())];

    private static IEnumerable<(string Name, Func<ApiParameters, ApiAnswer> Method)> Chats(EmulatorCore core)
    {
        var chats = new ChatMethods(core.Chats);
        var topics = new TopicMethods(core.Chats, core.Events, Service(core));
        var pins = new PinMethods(core.Chats, core.Events, Service(core));
        return
        [
            ("getChat", chats.Chat),
            ("getChatMember", chats.Member),
            ("getChatMemberCount", chats.MemberCount),
            ("getChatMembersCount", chats.MemberCount),
            ("getChatAdministrators", chats.Administrators),
            ("getUserProfilePhotos", chats.ProfilePhotos),
            ("leaveChat", p => chats.Leave(p, Service(core).Left)),
            ("createForumTopic", topics.Create),
            ("editForumTopic", topics.Edit),
            ("closeForumTopic", p => topics.Close(p, isClosed: true)),
            ("reopenForumTopic", p => topics.Close(p, isClosed: false)),
            ("deleteForumTopic", topics.Delete),
            ("unpinAllForumTopicMessages", p => topics.UnpinAll(p, pins.UnpinAll, pins.UnpinAllGeneral)),
            ("editGeneralForumTopic", topics.EditGeneral),
            ("closeGeneralForumTopic", p => topics.CloseGeneral(p, isClosed: true)),
            ("reopenGeneralForumTopic", p => topics.CloseGeneral(p, isClosed: false)),
            ("hideGeneralForumTopic", p => topics.HideGeneral(p, isHidden: true)),
            ("unhideGeneralForumTopic", p => topics.HideGeneral(p, isHidden: false)),
            ("unpinAllGeneralForumTopicMessages", p => pins.UnpinAllGeneral(topics.Forum(p))),
        ];
    }

    private static IEnumerable<(string Name, Func<ApiParameters, ApiAnswer> Method)> Messages(EmulatorCore core)
    {
        var ephemeral = Ephemeral(core);
        var sending = Sending(core);
        var messages = new MessageMethods(core.Chats, sending, ephemeral, core.Events);
        var others = new OtherContents(sending, ephemeral);
        var forwards = new ForwardMethods(core.Chats, sending);
        var edits = Edits(core);
        var deletes = new DeleteMethods(core.Chats, core.Events, core.Options.Clock);
        var pins = new PinMethods(core.Chats, core.Events, Service(core));
        return
        [
            ("sendMessage", messages.Send),
            ("sendDice", others.Die),
            ("sendLocation", others.Place),
            ("sendVenue", others.Venue),
            ("sendContact", others.Contact),
            ("sendChatAction", messages.ChatAction),
            ("copyMessage", forwards.Copy),
            ("copyMessages", forwards.CopyMany),
            ("forwardMessage", forwards.Forward),
            ("forwardMessages", forwards.ForwardMany),
            ("editMessageText", edits.Text),
            ("editMessageReplyMarkup", edits.Markup),
            ("deleteMessage", deletes.One),
            ("deleteMessages", deletes.Many),
            ("pinChatMessage", pins.Pin),
            ("unpinChatMessage", pins.Unpin),
            ("unpinAllChatMessages", pins.UnpinAll),
            ("setMessageReaction", new ReactionMethods(core.Chats).Set),
            ("editEphemeralMessageText", ephemeral.EditText),
            ("editEphemeralMessageReplyMarkup", ephemeral.EditMarkup),
            ("deleteEphemeralMessage", ephemeral.Delete),
        ];
    }
}
