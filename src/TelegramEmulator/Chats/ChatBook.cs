using System.Collections.Concurrent;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>All chats that the bot can know of, and the bot itself.</summary>
internal sealed class ChatBook
{
    private readonly ConcurrentDictionary<long, ChatRoom> _rooms = new();
    private readonly ConcurrentDictionary<string, long> _byUsername = new(StringComparer.OrdinalIgnoreCase);
    private readonly EmulatorOptions _options;
    private bool _isPrivacyOn;

    public ChatBook(EmulatorOptions options)
    {
        _options = options;
        if (!BotToken.TryReadBotId(options.Tokens[0], out var botId))
        {
            throw new ArgumentException("the first token must begin with the bot's number and a colon", nameof(options));
        }

        Bot = new User { Id = botId, IsBot = true, FirstName = "Photo studio bookings", Username = options.BotUsername };
        Reset();
    }

    public User Bot { get; }

    /// <summary>True where the bot is a plain member of its groups, with privacy mode on.</summary>
    public bool IsPrivacyOn
    {
        get => Volatile.Read(ref _isPrivacyOn);
        set => Volatile.Write(ref _isPrivacyOn, value);
    }

    /// <summary>True where the bot is an administrator: of channels, and of groups unless it is in privacy mode.</summary>
    public bool IsAdministrator(ChatRoom room) => room.Info.Type == "channel" || (!room.IsPrivate && !IsPrivacyOn);

    /// <summary>What the bot is in a chat, as far as that takes it.</summary>
    public ChatMember BotMember(ChatRoom room) => IsAdministrator(room) ? ChatMember.Administrator(Bot, room.Info.Type) : ChatMember.Of(Bot, "member");

    public IEnumerable<ChatRoom> Rooms => _rooms.Values.OrderBy(room => room.IsPrivate).ThenBy(room => Math.Abs(room.Id));

    public ChatRoom? Find(long id) => _rooms.GetValueOrDefault(id);

    /// <summary>The chat that <c>chat_id</c> names: a number or <c>@name</c> (docs/telegram.md 35).</summary>
    public ChatRoom Require(ApiParameters parameters) => Require(parameters.Text("chat_id"));

    /// <summary>The same for any such text. A person is named by number only.</summary>
    public ChatRoom Require(string? chat)
    {
        if (string.IsNullOrEmpty(chat))
        {
            throw TelegramRefusal.BadRequest("chat_id is empty");
        }

        var room = chat.StartsWith('@') ? _byUsername.TryGetValue(chat[1..], out var named) && Find(named) is { IsPrivate: false } found ? found : null : Find(LenientNumber.Long(chat));
        return room ?? throw TelegramRefusal.BadRequest("chat not found");
    }

    /// <summary>The same, for writing: a chat that does not take the bot's messages refuses.</summary>
    public ChatRoom RequireOpen(ApiParameters parameters) => Opened(Require(parameters));

    /// <summary>The same, for a message: that a person blocked the bot or never started it is found out only when all else was looked at.</summary>
    public ChatRoom RequireReachable(ApiParameters parameters)
    {
        var room = Require(parameters);
        return room.Standing is ChatStanding.Blocked or ChatStanding.NeverStarted ? room : Opened(room);
    }

    public ChatRoom RequireOpen(long id) => Opened(Find(id) ?? throw TelegramRefusal.BadRequest("chat not found"));

    /// <exception cref="TelegramRefusal">The chat does not take the bot's messages.</exception>
    public static ChatRoom Opened(ChatRoom room)
    {
        return room.Standing.Refusal(room.Info.Type, room.MigratedTo) is { } refusal ? throw refusal : room;
    }

    /// <summary>The same, for reading: a supergroup or channel that the bot is not in shows it nothing, unless it has a public name.</summary>
    public ChatRoom RequireReadable(ApiParameters parameters) => RequireReadable(parameters.Text("chat_id"));

    public ChatRoom RequireReadable(string? chat)
    {
        var room = Require(chat);
        var hidden = room.Info.Type is "supergroup" or "channel"
            && (room.Standing == ChatStanding.Kicked || (room.Standing == ChatStanding.NotMember && room.Info.Username is null));
        return hidden ? throw room.Standing.Refusal(room.Info.Type, room.MigratedTo)! : room;
    }

    /// <summary>Somebody who is known anywhere, or the bot; null for a stranger.</summary>
    public User? Person(long id) => id == Bot.Id ? Bot : Find(id)?.Person(id) ?? _rooms.Values.Select(room => room.Person(id)).FirstOrDefault(person => person is not null);

    /// <summary>Adds a chat, or gives the one that is there.</summary>
    public ChatRoom Add(Chat info, IEnumerable<User> people, IReadOnlyDictionary<int, string>? topics = null)
    {
        var shown = info.Type == "group" ? info with { AllMembersAreAdministrators = false, AcceptedGiftTypes = new AcceptedGiftTypes() } : info;
        var room = _rooms.GetOrAdd(info.Id, _ => new ChatRoom(shown, _options.MessagesKeptPerChat) { Topics = new((topics ?? new Dictionary<int, string>()).Select(topic => KeyValuePair.Create(topic.Key, new ForumTopic(topic.Value)))) });
        if (info.IsForum == true)
        {
            room.Begin(Math.Max(1, topics?.Keys.DefaultIfEmpty(1).Max() ?? 1));
        }

        foreach (var person in people)
        {
            room.Admit(person);
        }

        if (info.Username is not null)
        {
            _byUsername[info.Username] = info.Id;
        }

        return room;
    }

    public ChatRoom AddPrivate(User person) =>
        Add(new Chat { Id = person.Id, Type = "private", FirstName = person.FirstName, LastName = person.LastName, Username = person.Username }, [person]);

    /// <summary>The supergroup that a group becomes: the same title and people under a new number (docs/telegram.md 18).</summary>
    public ChatRoom Supergroup(ChatRoom? group, long groupId, long? number)
    {
        var id = number ?? group?.MigratedTo ?? -1_000_000_000_000 - (Math.Abs(groupId) % 1_000_000_000_000) - 1_000_000;
        return Find(id) ?? Add(new Chat { Id = id, Type = "supergroup", Title = group?.Info.Title ?? "Supergroup" }, group?.People ?? []);
    }

    /// <summary>Back to the chats and people of the start.</summary>
    public void Reset()
    {
        _rooms.Clear();
        _byUsername.Clear();
        IsPrivacyOn = false;
        Add(DemoPeople.StaffChat(_options.StaffChatId), DemoPeople.With(_options.PeopleLanguage, DemoPeople.Staff));
        foreach (var customer in DemoPeople.With(_options.PeopleLanguage, DemoPeople.Customers))
        {
            AddPrivate(customer);
        }
    }
}
