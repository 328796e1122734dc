using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>The Bot API's methods that ask about the bot and its chats.</summary>
internal sealed class ChatMethods(ChatBook chats)
{
    public ApiAnswer Me() => new(new BotUser { Id = chats.Bot.Id, FirstName = chats.Bot.FirstName, Username = chats.Bot.Username!, ActiveUsernames = [chats.Bot.Username!], CanReadAllGroupMessages = !chats.IsPrivacyOn }, EmulatorJson.Default.BotUser);

    public ApiAnswer Chat(ApiParameters parameters)
    {
        var room = chats.RequireReadable(parameters);
        var info = room.Info;
        return new ApiAnswer(new ChatFullInfo
        {
            Id = info.Id,
            Type = info.Type,
            Title = info.Title,
            Username = info.Username,
            FirstName = info.FirstName,
            LastName = info.LastName,
            IsForum = info.IsForum,
            CanSendGift = room.IsPrivate ? true : null,
            ActiveUsernames = info.Username is null ? null : [info.Username],
            Permissions = info.Type is "group" or "supergroup" ? new ChatPermissions() : null,
            HasVisibleHistory = info.Type is "supergroup" or "channel" ? true : null,
            AllMembersAreAdministrators = info.Type == "group" ? false : null,
            AcceptedGiftTypes = new AcceptedGiftTypes(),
            PinnedMessage = room.Pinned.LastOrDefault() is > 0 and var pinned ? room.Find(pinned)?.WithoutReply() : null,
            MaxReactionCount = 11,
            AccentColorId = (int)(Math.Abs(info.Id) % 7),
        }, EmulatorJson.Default.ChatFullInfo);
    }

    public ApiAnswer Member(ApiParameters parameters)
    {
        var user = parameters.UserId();
        return new ApiAnswer(Member(Members(parameters, anyway: user == chats.Bot.Id), user), EmulatorJson.Default.ChatMember);
    }

    /// <summary>Somebody's standing. Whom the bot never met has none.</summary>
    public ChatMember Member(ChatRoom room, long user) => user == chats.Bot.Id ? BotMember(room)
        : room.Person(user) is { } person ? Member(room, person)
        : room.IsPrivate ? throw TelegramRefusal.BadRequest("member not found")
        : chats.Person(user) is { } stranger ? ChatMember.Of(stranger, "left")
        : throw TelegramRefusal.BadRequest("PARTICIPANT_ID_INVALID");

    /// <summary>The first person of a group made it; the bot is an administrator, so it reads all messages, unless it is in privacy mode.</summary>
    public ApiAnswer Administrators(ApiParameters parameters)
    {
        var room = Members(parameters);
        IReadOnlyList<ChatMember> administrators = room.IsPrivate
            ? throw TelegramRefusal.BadRequest("there are no administrators in the private chat")
            : [.. room.People.Take(1).Select(person => Member(room, person)), .. chats.IsAdministrator(room) ? new[] { BotMember(room) } : []];
        return new ApiAnswer(administrators, EmulatorJson.Default.IReadOnlyListChatMember);
    }

    /// <summary>The people and the bot.</summary>
    public ApiAnswer MemberCount(ApiParameters parameters)
    {
        var room = Members(parameters);
        return new ApiAnswer(room.People.Count + 1, EmulatorJson.Default.Int32);
    }

    /// <summary>The bot goes; then it is no member any more.</summary>
    public ApiAnswer Leave(ApiParameters parameters, Action<ChatRoom> left)
    {
        var room = chats.RequireReadable(parameters);
        if (room.IsPrivate)
        {
            throw TelegramRefusal.BadRequest("can't leave private chats");
        }

        if (room.Standing == ChatStanding.Open)
        {
            left(room);
        }

        room.Standing = ChatStanding.NotMember;
        return ApiAnswer.True();
    }

    /// <summary>Nobody here has a profile photo.</summary>
    public ApiAnswer ProfilePhotos(ApiParameters parameters) => chats.Person(parameters.UserId()) is null
        ? throw TelegramRefusal.BadRequest("user not found")
        : new ApiAnswer(new UserProfilePhotos(), EmulatorJson.Default.UserProfilePhotos);

    /// <summary>A chat whose members are asked for: a basic group tells nothing once the bot is out of it, but for the bot itself.</summary>
    private ChatRoom Members(ApiParameters parameters, bool anyway = false)
    {
        var room = chats.RequireReadable(parameters);
        return room.Info.Type == "group" && !anyway && room.Standing.Refusal("group", room.MigratedTo) is { } refusal ? throw refusal : room;
    }

    private static ChatMember Member(ChatRoom room, User person) => ChatMember.Of(person, !room.IsPrivate && room.People.FirstOrDefault()?.Id == person.Id ? "creator" : "member");

    private ChatMember BotMember(ChatRoom room) => room.Standing switch
    {
        ChatStanding.Kicked => ChatMember.Of(chats.Bot, "kicked"),
        ChatStanding.NotMember => ChatMember.Of(chats.Bot, "left"),
        _ => chats.BotMember(room),
    };
}
