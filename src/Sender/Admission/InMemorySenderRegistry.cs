namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The Senders of a single process.</summary>
public sealed class InMemorySenderRegistry(TimeProvider time) : ISenderRegistry
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset At, SenderReport Report)> _senders = new(StringComparer.Ordinal);

    public Task<int> ReportAsync(string sender, SenderReport report)
    {
        lock (_gate)
        {
            _senders[sender] = (time.GetUtcNow(), report);
            Forget();
            return Task.FromResult(_senders.Count);
        }
    }

    public Task<IReadOnlyDictionary<string, SenderReport>> AllAsync()
    {
        lock (_gate)
        {
            Forget();
            return Task.FromResult<IReadOnlyDictionary<string, SenderReport>>(_senders.ToDictionary(sender => sender.Key, sender => sender.Value.Report, StringComparer.Ordinal));
        }
    }

    private void Forget()
    {
        foreach (var silent in _senders.Where(sender => time.GetUtcNow() - sender.Value.At >= ISenderRegistry.Alive).Select(sender => sender.Key).ToList())
        {
            _senders.Remove(silent);
        }
    }
}
