using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>Chats and people: list them, add them, make a chat refuse the bot.</summary>
internal static class ChatsApi
{
    private const long FirstBulkPerson = 5_000_000_000;
    private const int MaxAtOnce = 100_000;

    public static void MapChats(this RouteGroupBuilder control, EmulatorCore core)
    {
        control.MapGet("/chats", (int? limit) => core.Chats.Rooms.Take(limit ?? int.MaxValue).Select(room => View(core, room)));
        control.MapGet("/privacy", () => new Privacy(core.Chats.IsPrivacyOn));
        control.MapPut("/privacy", (Privacy chosen) => new Privacy(core.Chats.IsPrivacyOn = chosen.On ?? throw ControlException.Invalid("on must be true or false.")));
        control.MapGet("/chats/{id:long}", (long id) => View(core, Find(core, id)));
        control.MapPost("/chats", (NewChats request) => Add(core, request));
        control.MapPost("/chats/{id:long}/people", (long id, NewPerson request) => Admit(core, Find(core, id), request));
        control.MapPost("/chats/{id:long}/standing", (long id, NewStanding request) => ChangeStanding(core, Find(core, id), request));
    }

    public static ChatRoom Find(EmulatorCore core, long id) => core.Chats.Find(id) ?? throw ControlException.NotFound($"There is no chat {id}.");

    private static ChatView View(EmulatorCore core, ChatRoom room) => new(
        room.Id, room.Info.Type, Title(room), room.Info.Username, room.Standing, room.MigratedTo,
        room.Topics.Select(topic => new TopicView(topic.Key, topic.Value.Name)), room.People, core.Chats.Bot, room.Below, room.Pinned);

    private static string Title(ChatRoom room) => room.Info.Title ?? room.People.FirstOrDefault()?.Name ?? ChatTypeName(room);

    private static string ChatTypeName(ChatRoom room) => $"{room.Info.Type} {room.Id}";

    private static IResult Add(EmulatorCore core, NewChats request)
    {
        if (request.PrivateChats is { } count)
        {
            var first = request.FirstId ?? FirstBulkPerson;
            if (count is < 1 or > MaxAtOnce || first < 1)
            {
                throw ControlException.Invalid($"private_chats must be 1-{MaxAtOnce} and first_id positive.");
            }

            for (var id = first; id < first + count; id++)
            {
                core.Chats.AddPrivate(new User { Id = id, FirstName = $"Person {id}" });
            }

            core.Events.ChatsChanged();
            return TypedResults.Ok(new AddedChats(first, first + count - 1, count));
        }

        var chat = request.Id ?? throw ControlException.Invalid("Give id (with title for a group, first_name for a person) or private_chats.");
        var people = (request.People ?? []).Select(Person).ToList();
        var room = chat > 0
            ? core.Chats.AddPrivate(new User { Id = chat, FirstName = request.FirstName ?? $"Person {chat}", LastName = request.LastName, Username = request.Username, LanguageCode = request.LanguageCode })
            : core.Chats.Add(
                new Chat
                {
                    Id = chat,
                    Type = request.Type ?? DemoPeople.StaffChat(chat).Type,
                    Title = request.Title ?? $"Group {chat}",
                    Username = request.Username,
                    IsForum = request.Topics is { Count: > 0 } ? true : null,
                },
                people,
                request.Topics?.ToDictionary(topic => topic.Id, topic => topic.Name));
        core.Events.ChatsChanged();
        return TypedResults.Ok(View(core, room));
    }

    private static ChatView Admit(EmulatorCore core, ChatRoom room, NewPerson request)
    {
        room.Admit(Person(request));
        core.Events.ChatsChanged();
        return View(core, room);
    }

    private static ChatView ChangeStanding(EmulatorCore core, ChatRoom room, NewStanding request)
    {
        var before = Member(core, room);
        if (request.Standing == ChatStanding.Migrated)
        {
            Migrate(core, room, request.NewChatId);
        }

        room.Standing = request.Standing;
        var after = Member(core, room);
        if (before != after)
        {
            core.Feed.Add(new Update { MyChatMember = new ChatMemberUpdated { Chat = room.Info, From = room.People.FirstOrDefault() ?? core.Chats.Bot, Date = core.Options.Clock.GetUtcNow().ToUnixTimeSeconds(), OldChatMember = before, NewChatMember = after } });
        }

        core.Events.ChatsChanged();
        return View(core, room);
    }

    /// <summary>Both chats tell the bot, the old one where to, the new one where from.</summary>
    private static void Migrate(EmulatorCore core, ChatRoom room, long? number)
    {
        var supergroup = core.Chats.Supergroup(room, room.Id, number);
        room.MigratedTo = supergroup.Id;
        var date = core.Options.Clock.GetUtcNow().ToUnixTimeSeconds();
        var from = room.People.FirstOrDefault() ?? core.Chats.Bot;
        core.Feed.Add(new Update { Message = room.Add(id => new Message { MessageId = id, Chat = room.Info, From = from, Date = date, MigrateToChatId = supergroup.Id }) });
        core.Feed.Add(new Update { Message = supergroup.Add(id => new Message { MessageId = id, Chat = supergroup.Info, From = from, Date = date, MigrateFromChatId = room.Id }) });
    }

    private static ChatMember Member(EmulatorCore core, ChatRoom room) => room.Standing switch
    {
        ChatStanding.Kicked or ChatStanding.Blocked => ChatMember.Of(core.Chats.Bot, "kicked"),
        ChatStanding.NotMember => ChatMember.Of(core.Chats.Bot, "left"),
        _ => core.Chats.BotMember(room),
    };

    private static User Person(NewPerson person) =>
        new() { Id = person.Id, FirstName = person.FirstName, LastName = person.LastName, Username = person.Username, LanguageCode = person.LanguageCode };
}

internal sealed record ChatView(
    long Id, string Type, string Title, string? Username, ChatStanding Standing, long? MigratedTo, IEnumerable<TopicView> Topics, IReadOnlyList<User> People, User Bot, BelowMarkup? Below, IReadOnlyList<int> Pinned);

internal sealed record TopicView(int Id, string Name);

/// <summary>One chat, or <see cref="PrivateChats"/> many private ones with numbers from <see cref="FirstId"/> on.</summary>
internal sealed record NewChats(
    long? Id = null,
    string? Type = null,
    string? Title = null,
    string? FirstName = null,
    string? LastName = null,
    string? Username = null,
    string? LanguageCode = null,
    IReadOnlyList<NewPerson>? People = null,
    IReadOnlyList<TopicView>? Topics = null,
    int? PrivateChats = null,
    long? FirstId = null);

internal sealed record AddedChats(long FirstId, long LastId, int PrivateChats);

internal sealed record NewPerson(long Id, string FirstName, string? LastName = null, string? Username = null, string? LanguageCode = null);

/// <summary>Whether the bot is in privacy mode, as its owner chooses at @BotFather.</summary>
internal sealed record Privacy(bool? On);

internal sealed record NewStanding(ChatStanding Standing, long? NewChatId = null);
