using System.Collections.Concurrent;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Requests;

/// <summary>A message that was accepted.</summary>
/// <param name="At">When.</param>
/// <param name="ChatId">Where.</param>
/// <param name="MessageId">Under which id.</param>
/// <param name="TextHash">The same for the same text: finds duplicates without holding texts.</param>
internal readonly record struct AcceptedSend(DateTimeOffset At, long ChatId, int MessageId, int TextHash);

/// <summary>A change of a message that was accepted.</summary>
internal readonly record struct AcceptedEdit(DateTimeOffset At, long ChatId, int MessageId);

/// <summary>Counts all calls by method and status, and remembers the last accepted sends and edits. Never a body, never a token.</summary>
internal sealed class RequestLog(TimeProvider clock)
{
    private const int Kept = 200_000;

    private readonly ConcurrentDictionary<(string Method, int Status), StrongBox> _counts = new();
    private readonly ConcurrentQueue<AcceptedSend> _sends = new();
    private readonly ConcurrentQueue<AcceptedEdit> _edits = new();
    private long _lastSendCount;
    private long _lastEditCount;

    /// <summary>How often each method was answered how; status 0 stands for a connection that was cut.</summary>
    public IEnumerable<(string Method, int Status, long Count)> Counts =>
        _counts.Select(entry => (entry.Key.Method, entry.Key.Status, Volatile.Read(ref entry.Value.Value)));

    /// <summary>The accepted sends kept, oldest first.</summary>
    public IReadOnlyList<AcceptedSend> Sends => [.. _sends];

    /// <summary>The accepted edits kept, oldest first.</summary>
    public IReadOnlyList<AcceptedEdit> Edits => [.. _edits];

    public void Record(string method, int status) =>
        Interlocked.Increment(ref _counts.GetOrAdd((method, status), static _ => new StrongBox()).Value);

    public void RecordSend(Message message)
    {
        _sends.Enqueue(new AcceptedSend(clock.GetUtcNow(), message.Chat.Id, message.MessageId, string.GetHashCode(message.Text ?? $"{message.Photo?[0].FileId}{message.Document?.FileId} {message.Caption}", StringComparison.Ordinal)));
        if (Interlocked.Increment(ref _lastSendCount) > Kept)
        {
            _sends.TryDequeue(out _);
        }
    }

    public void RecordEdit(Message message)
    {
        _edits.Enqueue(new AcceptedEdit(clock.GetUtcNow(), message.Chat.Id, message.MessageId));
        if (Interlocked.Increment(ref _lastEditCount) > Kept)
        {
            _edits.TryDequeue(out _);
        }
    }

    public void Reset()
    {
        _counts.Clear();
        _sends.Clear();
        _edits.Clear();
        Interlocked.Exchange(ref _lastSendCount, 0);
        Interlocked.Exchange(ref _lastEditCount, 0);
    }

    private sealed class StrongBox
    {
        public long Value;
    }
}
