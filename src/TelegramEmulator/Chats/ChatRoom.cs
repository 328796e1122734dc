using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>A message with its last earlier versions.</summary>
internal sealed record KeptMessage(Message Current, IReadOnlyList<Message> Earlier, bool Deleted = false);

/// <summary>A message that only its receiver sees, and the message in whose place it stands for them.</summary>
internal sealed record EphemeralMessage(Message Message, int? InPlaceOf);

/// <summary>A keyboard below the text box, or the wish that the next text is a reply: Telegram shows it at the box, not at the message.</summary>
internal sealed record BelowMarkup(int MessageId, IReadOnlyList<IReadOnlyList<string>> Keyboard, bool ForceReply, bool OneTime, string? Placeholder);

/// <summary>
/// One chat with its people and its last messages. Each has its own lock, held only for a dictionary access, so that chats do not wait for each other;
/// messages are immutable, so whoever got one may read it without the lock.
/// </summary>
internal sealed class ChatRoom(Chat info, int keep)
{
    private const int VersionsKept = 50;
    private const int EphemeralKept = 1000;

    private readonly Lock gate = new();
    private readonly Dictionary<int, KeptMessage> messages = [];
    private readonly Queue<int> order = [];
    private readonly Dictionary<long, User> people = [];
    private readonly SortedDictionary<int, EphemeralMessage> ephemeral = [];
    private readonly List<int> pinned = [];
    private int lastMessageId;
    private int lastEphemeralId;

    public long Id { get; } = info.Id;

    public Chat Info { get; } = info;

    public bool IsPrivate => Info.Type == "private";

    /// <summary>Read and written as one word; a torn pair with <see cref="MigratedTo"/> cannot arise because that is written first.</summary>
    public volatile ChatStanding Standing;

    public long? MigratedTo { get; set; }

    /// <summary>What the bot put at the text box; null for nothing.</summary>
    public BelowMarkup? Below { get; set; }

    /// <summary>The topics of a forum by id, without General (TELEGRAM.md 31).</summary>
    public Dictionary<int, string> Topics { get; init; } = [];

    public IReadOnlyList<User> People
    {
        get
        {
            lock (gate)
            {
                return [.. people.Values];
            }
        }
    }

    public User? Person(long id)
    {
        lock (gate)
        {
            return people.GetValueOrDefault(id);
        }
    }

    public void Admit(User person)
    {
        lock (gate)
        {
            people[person.Id] = person;
        }
    }

    /// <summary>Adds a message under the next id of this chat.</summary>
    public Message Add(Func<int, Message> create)
    {
        lock (gate)
        {
            var message = create(++lastMessageId);
            messages.Add(message.MessageId, new KeptMessage(message, []));
            order.Enqueue(message.MessageId);
            while (order.Count > keep)
            {
                messages.Remove(order.Dequeue());
            }

            return message;
        }
    }

    /// <summary>A message that is there and was not deleted.</summary>
    public Message? Find(int messageId)
    {
        lock (gate)
        {
            return messages.TryGetValue(messageId, out var kept) && !kept.Deleted ? kept.Current : null;
        }
    }

    /// <summary>Replaces a message in one step; <paramref name="change"/> sees the current one (or null) and may throw instead.</summary>
    public Message Change(int messageId, Func<Message?, Message> change)
    {
        lock (gate)
        {
            var kept = messages.GetValueOrDefault(messageId);
            var changed = change(kept is { Deleted: false } ? kept.Current : null);
            messages[messageId] = new KeptMessage(changed, [.. kept!.Earlier.TakeLast(VersionsKept - 1), kept.Current]);
            return changed;
        }
    }

    public void Delete(int messageId)
    {
        lock (gate)
        {
            if (messages.TryGetValue(messageId, out var kept))
            {
                messages[messageId] = kept with { Deleted = true };
                pinned.Remove(messageId);
            }
        }
    }

    /// <summary>The pinned messages, the newest last.</summary>
    public IReadOnlyList<int> Pinned
    {
        get
        {
            lock (gate)
            {
                return [.. pinned];
            }
        }
    }

    public void Pin(int messageId, bool isPinned)
    {
        lock (gate)
        {
            pinned.Remove(messageId);
            if (isPinned)
            {
                pinned.Add(messageId);
            }
        }
    }

    /// <summary>The ephemeral messages in order of their ids (TELEGRAM.md 39).</summary>
    public IReadOnlyList<EphemeralMessage> Ephemeral
    {
        get
        {
            lock (gate)
            {
                return [.. ephemeral.Values];
            }
        }
    }

    /// <summary>Adds a message that only its receiver sees, under the next id of such messages.</summary>
    public EphemeralMessage AddEphemeral(Func<int, EphemeralMessage> create)
    {
        lock (gate)
        {
            var message = create(++lastEphemeralId);
            ephemeral.Add(lastEphemeralId, message);
            while (ephemeral.Count > EphemeralKept)
            {
                ephemeral.Remove(ephemeral.Keys.First());
            }

            return message;
        }
    }

    public EphemeralMessage? FindEphemeral(int id)
    {
        lock (gate)
        {
            return ephemeral.GetValueOrDefault(id);
        }
    }

    /// <summary>Replaces an ephemeral message in one step; <paramref name="change"/> sees the current one (or null) and may throw instead.</summary>
    public EphemeralMessage ChangeEphemeral(int id, Func<EphemeralMessage?, EphemeralMessage> change)
    {
        lock (gate)
        {
            return ephemeral[id] = change(ephemeral.GetValueOrDefault(id));
        }
    }

    /// <summary>False when it is not there any more.</summary>
    public bool DeleteEphemeral(int id)
    {
        lock (gate)
        {
            return ephemeral.Remove(id);
        }
    }

    /// <summary>The messages in order of their ids, at most the last <paramref name="limit"/> after <paramref name="after"/>.</summary>
    public IReadOnlyList<KeptMessage> Messages(int after = 0, int limit = int.MaxValue)
    {
        lock (gate)
        {
            var newer = order.Where(id => id > after).ToList();
            return [.. newer.Skip(Math.Max(0, newer.Count - limit)).Select(id => messages[id])];
        }
    }
}
