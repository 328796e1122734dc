using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Media;
using PhStudio.Messaging.TelegramEmulator.Messages;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>
/// Methods of the Bot API that our bot does not use. A server knows them, so they are not "method not found"; their parameters are checked as far as a server
/// checks them before it asks Telegram, and then each is refused as for a bot without the right.
/// </summary>
internal sealed class UnofferedMethods(ChatBook chats, MessageSending sending)
{
    private const string NoBusiness = "business connection not found";
    private const string OldQuery = "query is too old and response timeout expired or query ID is invalid";

    /// <summary>The method, what it must be given, and why it is refused then: words that <see cref="Need"/> knows, any other name is a parameter that must be there.</summary>
    private static readonly (string Methods, string Needs, string Words)[] Table =
    [
        ("readBusinessMessage deleteBusinessMessages setBusinessAccountName setBusinessAccountUsername setBusinessAccountBio setBusinessAccountProfilePhoto removeBusinessAccountProfilePhoto "
            + "setBusinessAccountGiftSettings getBusinessAccountStarBalance transferBusinessAccountStars getBusinessAccountGifts convertGiftToStars upgradeGift transferGift postStory repostStory editStory deleteStory "
            + "getBusinessConnection sendChecklist editMessageChecklist", "", NoBusiness),
        ("answerInlineQuery answerShippingQuery answerPreCheckoutQuery answerWebAppQuery answerGuestQuery answerChatJoinRequestQuery sendChatJoinRequestWebApp", "", OldQuery),
        ("sendInvoice createInvoiceLink", "title description payload currency", "PAYMENT_PROVIDER_INVALID"),
        ("refundStarPayment", "user telegram_payment_charge_id", "CHARGE_ID_INVALID"),
        ("editUserStarSubscription", "user", "CHARGE_ID_INVALID"),
        ("getMyStarBalance getStarTransactions getAvailableGifts savePreparedKeyboardButton setMyProfilePhoto removeMyProfilePhoto", "", "BOT_METHOD_INVALID"),
        ("giftPremiumSubscription", "user", "BALANCE_TOO_LOW"),
        ("sendGift", "receiver", "BALANCE_TOO_LOW"),
        ("getChatGifts", "chat", "BOT_METHOD_INVALID"),
        ("getUserGifts getUserProfileAudios getUserPersonalChatMessages savePreparedInlineMessage", "user", "BOT_METHOD_INVALID"),
        ("setUserEmojiStatus", "user", "USER_PERMISSION_DENIED"),
        ("verifyUser removeUserVerification", "user", "BOT_VERIFIER_FORBIDDEN"),
        ("verifyChat removeChatVerification", "chat", "BOT_VERIFIER_FORBIDDEN"),
        ("getManagedBotToken replaceManagedBotToken getManagedBotAccessSettings setManagedBotAccessSettings", "user", "BOT_INVALID"),
        ("setPassportDataErrors", "user", "DATA_HASH_SIZE_INVALID"),
        ("getUserChatBoosts", "user chat", "CHAT_ADMIN_REQUIRED"),
        ("approveSuggestedPost declineSuggestedPost", "chat", "SUGGESTED_POST_PEER_INVALID"),
        ("deleteMessageReaction", "reacted", "CHAT_ADMIN_REQUIRED"),
        ("deleteAllMessageReactions", "chat", "CHAT_ADMIN_REQUIRED"),
        ("getStickerSet setStickerSetTitle setStickerSetThumbnail setStickerSetThumb setCustomEmojiStickerSetThumbnail deleteStickerSet", "", "STICKERSET_INVALID"),
        ("getCustomEmojiStickers getForumTopicIconStickers", "", "BOT_METHOD_INVALID"),
        ("uploadStickerFile createNewStickerSet addStickerToSet replaceStickerInSet", "user", "STICKERSET_INVALID"),
        ("setStickerPositionInSet deleteStickerFromSet setStickerEmojiList setStickerKeywords setStickerMaskPosition", "", "sticker is not specified"),
        ("setGameScore getGameHighScores", "user chat", "message to set game score not found"),
        ("stopPoll", "markup chat", "message with poll to stop not found"),
        ("editMessageLiveLocation", "place markup edited", "there is no live location in the message to edit"),
        ("stopMessageLiveLocation", "markup edited", "there is no live location in the message to edit"),
        ("editEphemeralMessageMedia editEphemeralMessageCaption", "chat", "message to edit not found"),
        ("sendMessageDraft sendRichMessageDraft", "chat", "CHAT_TYPE_INVALID"),
        ("sendRichMessage", "chat", "not enough rights to send the rich message to the chat"),
    ];

    /// <summary>The methods that send a file: the parameter, and what the bot has no right to send.</summary>
    private static readonly (string Method, string File, string There, string What)[] Files =
    [
        ("sendAnimation", "animation", "animation", "animations"), ("sendAudio", "audio", "audio", "music"), ("sendLivePhoto", "live_photo", "live photo", "photos"),
        ("sendSticker", "sticker", "sticker", "stickers"), ("sendVideo", "video", "video", "videos"), ("sendVideoNote", "video_note", "video note", "video notes"), ("sendVoice", "voice", "voice", "voice notes"),
    ];

    /// <summary>The methods that send something else: what must be given first, by name and what is said without it, and what the bot has no right to send.</summary>
    private static readonly (string Method, (string Name, string Without)[] Needs, string What)[] Others =
    [
        ("sendGame", [Required("game_short_name")], "games"), ("sendPaidMedia", [Required("media")], "paid media"),
    ];

    private static (string Name, string Without)[] Place => [("latitude", "latitude is empty"), ("longitude", "longitude is empty")];

    public IEnumerable<(string Name, Func<ApiParameters, ApiAnswer> Method)> All =>
    [
        .. Table.SelectMany(line => line.Methods.Split(' '), (line, name) => (name, Refusal(line.Needs, line.Words))),
        .. Files.Select(file => (file.Method, Sending(parameters => ReadFile(parameters, file.File, file.There), file.What))),
        ("sendPoll", Sending(ReadPoll, "polls")),
        .. Others.Select(other => (other.Method, Sending(parameters => ReadNeeds(parameters, other.Needs), other.What))),
    ];

    private static (string Name, string Without) Required(string name) => (name, $"parameter \"{name}\" is required");

    private Func<ApiParameters, ApiAnswer> Refusal(string needs, string words) => parameters =>
    {
        foreach (var need in needs.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Need(need, parameters);
        }

        throw TelegramRefusal.BadRequest(words);
    };

    private void Need(string need, ApiParameters parameters)
    {
        switch (need)
        {
            case "user":
                _ = parameters.UserId();
                break;
            case "chat":
                _ = chats.RequireOpen(parameters);
                break;
            case "receiver":
                _ = parameters.Has("chat_id") ? chats.RequireReadable(parameters).Id : parameters.UserId();
                break;
            case "markup":
                _ = ReplyMarkup.Parse(parameters);
                break;
            case "place":
                ReadNeeds(parameters, Place);
                break;
            case "edited":
                _ = parameters.Has("chat_id") || parameters.MessageId() is not null ? Message(parameters, "message to edit") : throw TelegramRefusal.BadRequest(parameters.Has("inline_message_id") ? "invalid inline message identifier specified" : "message identifier is not specified");
                break;
            case "reacted":
                _ = Message(parameters, "message to delete reactions");
                break;
            default:
                ReadNeeds(parameters, [Required(need)]);
                break;
        }
    }

    private Message Message(ApiParameters parameters, string what)
    {
        var room = chats.RequireOpen(parameters);
        return (parameters.MessageId() is { } id ? room.Find(id) : null) ?? throw TelegramRefusal.BadRequest($"{what} not found");
    }

    /// <summary>The fields are read in the order in which what may be sent is read.</summary>
    private Func<ApiParameters, ApiAnswer> Sending(Action<ApiParameters> read, string what) => parameters =>
    {
        read(parameters);
        var reply = ReplyParameters.Parse(parameters);
        var markup = ReplyMarkup.Parse(parameters);
        var (room, _) = sending.Start(parameters, reply);
        _ = markup?.Buttons(room);
        throw TelegramRefusal.BadRequest($"not enough rights to send {what} to the chat");
    };

    private static void ReadPoll(ApiParameters parameters)
    {
        var options = parameters.Json("options", "options") ?? throw TelegramRefusal.BadRequest("can't parse options JSON object");
        if (options.ValueKind != JsonValueKind.Array)
        {
            throw TelegramRefusal.BadRequest("expected an Array of String as options");
        }

        if (options.EnumerateArray().Any(option => option.ValueKind is not (JsonValueKind.String or JsonValueKind.Object)))
        {
            throw TelegramRefusal.BadRequest("expected an option to be of type String");
        }

        _ = parameters.Text("type") is null or "" or "quiz" or "regular" ? true : throw TelegramRefusal.BadRequest("unsupported poll type specified");
    }

    private static void ReadFile(ApiParameters parameters, string file, string there)
    {
        _ = NamedFile.Of(parameters, parameters.Text(file), file, isPhoto: false) ?? throw TelegramRefusal.BadRequest($"there is no {there} in the request");
        _ = Caption.Parse(parameters);
    }

    private static void ReadNeeds(ApiParameters parameters, (string Name, string Without)[] needs)
    {
        foreach (var (name, without) in needs)
        {
            _ = string.IsNullOrWhiteSpace(parameters.Text(name)) ? throw TelegramRefusal.BadRequest(without) : name;
        }
    }
}
