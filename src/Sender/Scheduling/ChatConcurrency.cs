using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>
/// How many messages of one chat may be under way at once: with more than 310 waiting for a chat Telegram stalls, and answers 429 for a minute (docs/telegram.md 23).
/// The chat's own limit keeps far below; settings can lift it.
/// </summary>
internal sealed class ChatConcurrency
{
    /// <summary>Messages for one chat of all Senders together.</summary>
    public const int MaxMessages = 300;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _underWay = new(StringComparer.OrdinalIgnoreCase);
    private int _max = MaxMessages;

    /// <summary>From now on this is one of so many Senders.</summary>
    public void Share(int senders) => Volatile.Write(ref _max, Math.Max(1, MaxMessages / senders));

    /// <summary>Waits for a request's turn where its chat has room for it, which is kept until the turn's slot is given back.</summary>
    public async Task<Turn> EnterAsync(AdmissionRequest wanted, Func<Task<Turn>> waitAsync)
    {
        if (TryTake(wanted.ChatId, wanted.Weight) is not { } room)
        {
            return new Turn(new AdmissionResult.ChatIsFull());
        }

        Turn? turn = null;
        try
        {
            turn = await waitAsync();
            return turn.Slot is { } connection ? turn with { Slot = new RequestRoom(connection, room) } : turn;
        }
        finally
        {
            if (turn?.Slot is null)
            {
                room.Dispose();
            }
        }
    }

    /// <summary>Null where there is no room. A request larger than the share goes alone.</summary>
    private Room? TryTake(string chatId, int weight)
    {
        lock (_gate)
        {
            var underWay = _underWay.GetValueOrDefault(chatId);
            if (underWay > 0 && underWay + weight > Volatile.Read(ref _max))
            {
                return null;
            }

            _underWay[chatId] = underWay + weight;
            return new Room(this, chatId, weight);
        }
    }

    private void GiveBack(string chatId, int weight)
    {
        lock (_gate)
        {
            if ((_underWay[chatId] -= weight) == 0)
            {
                _underWay.Remove(chatId);
            }
        }
    }

    private sealed class Room(ChatConcurrency chats, string chatId, int weight) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                chats.GiveBack(chatId, weight);
            }
        }
    }
}
