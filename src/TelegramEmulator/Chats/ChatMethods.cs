using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>The Bot API's methods that ask about the bot and its chats.</summary>
internal sealed class ChatMethods(ChatBook chats)
{
    public ApiAnswer Me() => new(new BotUser { Id = chats.Bot.Id, FirstName = chats.Bot.FirstName, Username = chats.Bot.Username!, ActiveUsernames = [chats.Bot.Username!] }, WireJson.Default.BotUser);

    public ApiAnswer Chat(ApiParameters parameters) => new(chats.RequireReadable(parameters).Info, WireJson.Default.Chat);

    public ApiAnswer Member(ApiParameters parameters)
    {
        var room = chats.RequireReadable(parameters);
        var user = parameters.Number("user_id") ?? throw TelegramRefusal.BadRequest("invalid user_id specified");
        return new ApiAnswer(user == chats.Bot.Id ? BotMember(room) : Member(room, room.Person(user) ?? throw TelegramRefusal.BadRequest("user not found")), WireJson.Default.ChatMember);
    }

    /// <summary>The first person of a group made it; the bot is an administrator, so it reads all messages.</summary>
    public ApiAnswer Administrators(ApiParameters parameters)
    {
        var room = chats.RequireReadable(parameters);
        IReadOnlyList<ChatMember> administrators = room.IsPrivate
            ? throw TelegramRefusal.BadRequest("there are no administrators in the private chat")
            : [.. room.People.Take(1).Select(person => Member(room, person)), BotMember(room)];
        return new ApiAnswer(administrators, WireJson.Default.IReadOnlyListChatMember);
    }

    /// <summary>The people and the bot.</summary>
    public ApiAnswer MemberCount(ApiParameters parameters)
    {
        var room = chats.RequireReadable(parameters);
        return new ApiAnswer(room.People.Count + 1, WireJson.Default.Int32);
    }

    /// <summary>The bot goes; then it is no member any more.</summary>
    public ApiAnswer Leave(ApiParameters parameters)
    {
        var room = chats.RequireOpen(parameters);
        room.Standing = room.IsPrivate ? throw TelegramRefusal.BadRequest("chat member status can't be changed in private chats") : ChatStanding.NotMember;
        return ApiAnswer.True();
    }

    private static ChatMember Member(ChatRoom room, User person) =>
        new() { User = person, Status = !room.IsPrivate && room.People.FirstOrDefault()?.Id == person.Id ? "creator" : "member" };

    private ChatMember BotMember(ChatRoom room) => new()
    {
        User = chats.Bot,
        Status = room.Standing switch
        {
            ChatStanding.Kicked => "kicked",
            ChatStanding.NotMember => "left",
            _ => room.IsPrivate ? "member" : "administrator",
        },
    };
}
