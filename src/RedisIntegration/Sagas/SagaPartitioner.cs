namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>
/// Runs the messages of one process that are for the same saga one after another, so that they do not refuse each other's writes: without it, four hundred
/// messages for one saga made each other fail until their retries were used up. It saves conflicts and is no lock: a message that waited too long goes on,
/// and the check at the write decides.
/// </summary>
internal sealed class SagaPartitioner
{
    /// <summary>Longer than a behaviour takes, and still short.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Guid, Line> _lines = [];

    public async Task<IAsyncDisposable> EnterAsync(Guid correlationId, CancellationToken cancellationToken)
    {
        var line = Join(correlationId);
        var admitted = false;
        try
        {
            admitted = await line.Turn.WaitAsync(Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Leave(correlationId, line);
            throw;
        }

        return new Admission(this, correlationId, line, admitted);
    }

    private Line Join(Guid correlationId)
    {
        lock (_lines)
        {
            if (!_lines.TryGetValue(correlationId, out var line))
            {
                _lines.Add(correlationId, line = new Line());
            }

            line.Count++;
            return line;
        }
    }

    private void Leave(Guid correlationId, Line line)
    {
        lock (_lines)
        {
            if (--line.Count == 0)
            {
                _lines.Remove(correlationId);
            }
        }
    }

    private sealed class Line
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Count { get; set; }
    }

    private sealed class Admission(SagaPartitioner gate, Guid correlationId, Line line, bool admitted) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            if (admitted)
            {
                line.Turn.Release();
            }

            gate.Leave(correlationId, line);
            return ValueTask.CompletedTask;
        }
    }
}
