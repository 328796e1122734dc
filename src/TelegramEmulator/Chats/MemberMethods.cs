using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>
/// The Bot API's methods that manage members and the group itself. The bot has no right to any of that (<see cref="ChatMember.Administrator"/>), so each is checked
/// in Telegram's order and refused in its words: no test passes on a call without an effect.
/// </summary>
internal sealed class MemberMethods(ChatBook chats, ChatMethods members)
{
    private const string Restrict = "not enough rights to restrict/unrestrict chat member";
    private const string InviteLink = "not enough rights to manage chat invite link";
    private const string JoinRequests = "not enough rights to manage chat join requests";
    private const string Photo = "not enough rights to change chat photo";

    /// <summary>All of them, and two older names.</summary>
    public IEnumerable<(string Name, Func<ApiParameters, ApiAnswer> Method)> All =>
    [
        ("banChatMember", Ban), ("kickChatMember", Ban), ("unbanChatMember", Unban), ("restrictChatMember", RestrictMember), ("promoteChatMember", Promote),
        ("setChatAdministratorCustomTitle", CustomTitle), ("setChatMemberTag", Tag), ("banChatSenderChat", BanSender), ("unbanChatSenderChat", BanSender), ("setChatPermissions", Permissions),
        ("setChatTitle", p => p.Has("title") ? Refused(p, "can't change private chat title", "not enough rights to change chat title") : Untitled(p)),
        ("setChatDescription", p => Refused(p, "can't change private chat description", "not enough rights to set chat description")),
        ("setChatPhoto", SetPhoto), ("deleteChatPhoto", p => Refused(p, "can't change private chat photo", Photo)),
        ("exportChatInviteLink", Invite), ("createChatInviteLink", Invite), ("editChatInviteLink", Invite), ("revokeChatInviteLink", Invite), ("createChatSubscriptionInviteLink", Invite), ("editChatSubscriptionInviteLink", Invite),
        ("approveChatJoinRequest", JoinRequest), ("declineChatJoinRequest", JoinRequest),
        ("setChatStickerSet", StickerSet), ("deleteChatStickerSet", NoStickerSet),
    ];

    private ApiAnswer Ban(ApiParameters parameters)
    {
        var user = parameters.UserId();
        var room = chats.RequireOpen(parameters);
        throw TelegramRefusal.BadRequest(room.IsPrivate ? "can't ban members in private chats"
            : user == chats.Bot.Id ? "can't restrict self"
            : members.Member(room, user).Status == "creator" ? "can't remove chat owner"
            : Restrict);
    }

    private ApiAnswer Unban(ApiParameters parameters)
    {
        var user = parameters.UserId();
        var room = Supergroup(parameters, "method is available for supergroup and channel chats only");
        // Nobody is banned here.
        return parameters.Flag("only_if_banned") && members.Member(room, user).Status != "kicked" ? ApiAnswer.True() : throw TelegramRefusal.BadRequest(Restrict);
    }

    private ApiAnswer RestrictMember(ApiParameters parameters)
    {
        var user = parameters.UserId();
        ReadPermissions(parameters);
        var room = Supergroup(parameters, "method is available only for supergroups");
        _ = members.Member(room, user);
        throw TelegramRefusal.BadRequest(user == chats.Bot.Id ? "can't restrict self" : Restrict);
    }

    private ApiAnswer Promote(ApiParameters parameters)
    {
        _ = parameters.UserId();
        _ = Supergroup(parameters, "method is available for supergroup and channel chats only");
        throw TelegramRefusal.BadRequest("not enough rights");
    }

    private ApiAnswer CustomTitle(ApiParameters parameters)
    {
        var user = parameters.UserId();
        var status = members.Member(Group(parameters), user).Status;
        throw TelegramRefusal.BadRequest(status switch
        {
            "creator" => "only the owner can edit their custom title",
            "administrator" => "not enough rights to change custom title of the user",
            _ => "user is not an administrator",
        });
    }

    private ApiAnswer Tag(ApiParameters parameters)
    {
        _ = parameters.UserId();
        _ = Group(parameters);
        throw TelegramRefusal.BadRequest("not enough rights");
    }

    private ApiAnswer BanSender(ApiParameters parameters)
    {
        var room = chats.RequireOpen(parameters);
        throw TelegramRefusal.BadRequest(!parameters.Has("sender_chat_id") ? "sender_chat_id is empty"
            : !long.TryParse(parameters.Text("sender_chat_id"), out _) ? "sender_chat_id is not a valid Integer"
            : room.IsPrivate ? "can't ban members in private chats"
            : Restrict);
    }

    private ApiAnswer Permissions(ApiParameters parameters)
    {
        ReadPermissions(parameters);
        return Refused(parameters, "can't change private chat permissions", "not enough rights to change chat permissions");
    }

    private ApiAnswer SetPhoto(ApiParameters parameters) => parameters.File("photo") is not null ? Refused(parameters, "can't change private chat photo", Photo)
        : throw TelegramRefusal.BadRequest(parameters.Has("photo") ? "photo must be uploaded as an InputFile" : "there is no photo in the request");

    private ApiAnswer Invite(ApiParameters parameters) => Refused(parameters, "can't invite members to a private chat", InviteLink);

    private ApiAnswer JoinRequest(ApiParameters parameters)
    {
        _ = parameters.UserId();
        return Refused(parameters, "the chat can't have join requests", JoinRequests);
    }

    /// <summary>There are no sticker sets.</summary>
    private ApiAnswer StickerSet(ApiParameters parameters)
    {
        _ = Supergroup(parameters, "method is available only for supergroups");
        throw TelegramRefusal.BadRequest(parameters.Has("sticker_set_name") ? "sticker set not found" : "sticker_set_name is empty");
    }

    private ApiAnswer NoStickerSet(ApiParameters parameters)
    {
        _ = Supergroup(parameters, "method is available only for supergroups");
        throw TelegramRefusal.BadRequest("not enough rights to change supergroup sticker set");
    }

    private ApiAnswer Untitled(ApiParameters parameters)
    {
        _ = chats.RequireOpen(parameters);
        throw TelegramRefusal.BadRequest("title must be non-empty");
    }

    private ApiAnswer Refused(ApiParameters parameters, string ofPrivate, string otherwise) => throw TelegramRefusal.BadRequest(chats.RequireOpen(parameters).IsPrivate ? ofPrivate : otherwise);

    private ChatRoom Supergroup(ApiParameters parameters, string otherwise) =>
        chats.RequireOpen(parameters) is { Info.Type: "supergroup" } room ? room : throw TelegramRefusal.BadRequest(otherwise);

    private ChatRoom Group(ApiParameters parameters) =>
        chats.RequireOpen(parameters) is { Info.Type: "supergroup" or "group" } room ? room : throw TelegramRefusal.BadRequest("method is available only for groups and supergroups");

    private static void ReadPermissions(ApiParameters parameters)
    {
        if (parameters.Text("permissions") is not null && (parameters.TryJson("permissions") ?? throw TelegramRefusal.BadRequest("can't parse permissions JSON object")).ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            throw TelegramRefusal.BadRequest("object expected as permissions");
        }
    }
}
