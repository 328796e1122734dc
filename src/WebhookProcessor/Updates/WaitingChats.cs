namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>
/// The chats in which presses wait for Redis before they reach the line of their booking: they go on one after another, in the order in which they came, and nobody overtakes them.
/// Where nobody waits there is no line.
/// </summary>
public sealed class WaitingChats
{
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <summary>True while somebody waits there.</summary>
    public bool IsBusy(string chatId)
    {
        lock (_lines)
        {
            return _lines.ContainsKey(chatId);
        }
    }

    /// <summary>Waits for its turn, which ends with what is returned.</summary>
    public async Task<IDisposable> EnterAsync(string chatId, CancellationToken cancellationToken)
    {
        Line? line;
        lock (_lines)
        {
            if (!_lines.TryGetValue(chatId, out line))
            {
                _lines.Add(chatId, line = new Line());
            }

            line.Count++;
        }

        try
        {
            await line.Turn.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(chatId, line);
            throw;
        }

        return new Turn(this, chatId, line);
    }

    private void Leave(string chatId, Line line)
    {
        lock (_lines)
        {
            if (--line.Count == 0)
            {
                _lines.Remove(chatId);
            }
        }
    }

    private sealed class Line
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Count { get; set; }
    }

    private sealed class Turn(WaitingChats chats, string chatId, Line line) : IDisposable
    {
        public void Dispose()
        {
            line.Turn.Release();
            chats.Leave(chatId, line);
        }
    }
}
