using System.Collections.Concurrent;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>
/// One chat with its people and its last messages. Each has its own lock, held only for a dictionary access, so that chats do not wait for each other;
/// messages are immutable, so that they can be read without the lock.
/// </summary>
internal sealed class ChatRoom(Chat info, int keep)
{
    private const int VersionsKept = 50;
    private const int EphemeralKept = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, KeptMessage> _messages = [];
    private readonly Queue<int> _order = [];
    private readonly Dictionary<long, User> _people = [];
    private readonly SortedDictionary<int, EphemeralMessage> _ephemeral = [];
    private readonly List<int> _pinned = [];
    private int _lastMessageId;
    private int _lastEphemeralId;

    public long Id { get; } = info.Id;

    public Chat Info { get; } = info;

    public bool IsPrivate => Info.Type == "private";

    /// <summary>Read and written as one word; a torn pair with <see cref="MigratedTo"/> cannot arise because that is written first.</summary>
    public volatile ChatStanding Standing;

    public long? MigratedTo { get; set; }

    /// <summary>What the bot put at the text box; null for nothing.</summary>
    public BelowMarkup? Below { get; set; }

    /// <summary>The topics of a forum by id, without General (docs/telegram.md 31).</summary>
    public ConcurrentDictionary<int, ForumTopic> Topics { get; init; } = [];

    /// <summary>The topic without a number that may be sent.</summary>
    public ForumTopic General { get; set; } = new("General");

    public bool IsForum => Info.IsForum == true;

    public IReadOnlyList<User> People => Locked(() => _people.Values.ToArray());

    public User? Person(long id) => Locked(() => _people.GetValueOrDefault(id));

    public void Admit(User person)
    {
        lock (_gate)
        {
            _people[person.Id] = person;
        }
    }

    /// <summary>Adds a message under the next id of this chat.</summary>
    public Message Add(Func<int, Message> create)
    {
        lock (_gate)
        {
            var message = InTopic(create(++_lastMessageId));
            _messages.Add(message.MessageId, new KeptMessage(message, []));
            _order.Enqueue(message.MessageId);
            while (_order.Count > keep)
            {
                _messages.Remove(_order.Dequeue());
            }

            return message;
        }
    }

    /// <summary>The ids up to this one belong to messages of before: the chat's own first one and those that began its topics.</summary>
    public void Begin(int lastId) => Locked(() => _lastMessageId = Math.Max(_lastMessageId, lastId));

    /// <summary>A message that is there and was not deleted.</summary>
    public Message? Find(int messageId)
    {
        lock (_gate)
        {
            return _messages.TryGetValue(messageId, out var kept) && !kept.Deleted ? kept.Current : null;
        }
    }

    /// <summary>Replaces a message in one step; <paramref name="change"/> sees the current one (or null) and may throw instead.</summary>
    public Message Change(int messageId, Func<Message?, Message> change)
    {
        lock (_gate)
        {
            var kept = _messages.GetValueOrDefault(messageId);
            var changed = change(kept is { Deleted: false } ? kept.Current : null);
            _messages[messageId] = kept! with { Current = changed, Earlier = [.. kept.Earlier.TakeLast(VersionsKept - 1), kept.Current] };
            return changed;
        }
    }

    public void Delete(int messageId)
    {
        lock (_gate)
        {
            if (_messages.TryGetValue(messageId, out var kept))
            {
                _messages[messageId] = kept with { Deleted = true };
                _pinned.Remove(messageId);
            }
        }
    }

    /// <summary>Sets the bot's reaction to a message; null takes it away.</summary>
    public void React(int messageId, string? reaction)
    {
        lock (_gate)
        {
            if (_messages.TryGetValue(messageId, out var kept))
            {
                _messages[messageId] = kept with { Reaction = reaction };
            }
        }
    }

    /// <summary>The pinned messages, the newest last.</summary>
    public IReadOnlyList<int> Pinned
    {
        get
        {
            lock (_gate)
            {
                return [.. _pinned];
            }
        }
    }

    public void Pin(int messageId, bool isPinned)
    {
        lock (_gate)
        {
            _pinned.Remove(messageId);
            if (isPinned)
            {
                _pinned.Add(messageId);
            }
        }
    }

    /// <summary>The ephemeral messages in order of their ids (docs/telegram.md 39).</summary>
    public IReadOnlyList<EphemeralMessage> Ephemeral
    {
        get
        {
            lock (_gate)
            {
                return [.. _ephemeral.Values];
            }
        }
    }

    /// <summary>Adds a message that only its receiver sees, under the next id of such messages.</summary>
    public EphemeralMessage AddEphemeral(Func<int, EphemeralMessage> create)
    {
        lock (_gate)
        {
            var message = create(++_lastEphemeralId);
            _ephemeral.Add(_lastEphemeralId, message);
            while (_ephemeral.Count > EphemeralKept)
            {
                _ephemeral.Remove(_ephemeral.Keys.First());
            }

            return message;
        }
    }

    public EphemeralMessage? FindEphemeral(int id)
    {
        lock (_gate)
        {
            return _ephemeral.GetValueOrDefault(id);
        }
    }

    /// <summary>The same for an ephemeral message.</summary>
    public EphemeralMessage ChangeEphemeral(int id, Func<EphemeralMessage?, EphemeralMessage> change)
    {
        lock (_gate)
        {
            return _ephemeral[id] = change(_ephemeral.GetValueOrDefault(id));
        }
    }

    /// <summary>False when it is not there any more.</summary>
    public bool DeleteEphemeral(int id)
    {
        lock (_gate)
        {
            return _ephemeral.Remove(id);
        }
    }

    /// <summary>The messages in order of their ids, at most the last <paramref name="limit"/> after <paramref name="after"/>.</summary>
    public IReadOnlyList<KeptMessage> Messages(int after = 0, int limit = int.MaxValue)
    {
        lock (_gate)
        {
            var newer = _order.Where(id => id > after).ToList();
            return [.. newer.Skip(Math.Max(0, newer.Count - limit)).Select(id => _messages[id])];
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private Message InTopic(Message message) => IsPrivate || message.MessageThreadId is not { } topic ? message
        : TopicReply.To(message, _messages.GetValueOrDefault(topic), Topics.GetValueOrDefault(topic), _people.Values.FirstOrDefault());
}
