namespace PhStudio.Messaging.ServiceDefaults.ChatPins;

/// <summary>The numbers of this process's own life, for Standalone.</summary>
public sealed class InMemoryChatPins : IChatPins
{
    private readonly SortedDictionary<string, ChatPin> _pins = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public Task<string> PinAsync(string name, string number)
    {
        var key = name.ToLowerInvariant();
        lock (_lock)
        {
            var known = _pins.GetValueOrDefault(key) ?? new ChatPin(key, number);
            _pins[key] = known with { Refused = known.Number == number ? null : number };
            return Task.FromResult(known.Number);
        }
    }

    public Task<IReadOnlyList<ChatPin>> AllAsync()
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<ChatPin>>([.. _pins.Values]);
        }
    }

    public Task KeepOnlyAsync(IReadOnlyCollection<string> names)
    {
        lock (_lock)
        {
            foreach (var gone in _pins.Keys.Except(names, StringComparer.OrdinalIgnoreCase).ToList())
            {
                _pins.Remove(gone);
            }
        }

        return Task.CompletedTask;
    }
}
