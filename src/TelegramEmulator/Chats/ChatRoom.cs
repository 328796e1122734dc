using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>A message with its last earlier versions.</summary>
internal sealed record KeptMessage(Message Current, IReadOnlyList<Message> Earlier, bool Deleted = false);

/// <summary>
/// One chat with its people and its last messages. Each has its own lock, held only for a dictionary access, so that chats do not wait for each other;
/// messages are immutable, so whoever got one may read it without the lock.
/// </summary>
internal sealed class ChatRoom(Chat info, int keep)
{
    private const int VersionsKept = 50;

    private readonly Lock gate = new();
    private readonly Dictionary<int, KeptMessage> messages = [];
    private readonly Queue<int> order = [];
    private readonly Dictionary<long, User> people = [];
    private int lastMessageId;

    public long Id { get; } = info.Id;

    public Chat Info { get; } = info;

    public bool IsPrivate => Info.Type == "private";

    /// <summary>Read and written as one word; a torn pair with <see cref="MigratedTo"/> cannot arise because that is written first.</summary>
    public volatile ChatStanding Standing;

    public long? MigratedTo { get; set; }

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
            }
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
