using System.Collections.Concurrent;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>
/// Destinations at which a send hangs right now. Their next messages are put off, so that one blocked destination holds up its own messages only.
/// </summary>
internal sealed class SlowDestinations
{
    private readonly ConcurrentDictionary<Uri, int> _hanging = new();

    public bool Has(Uri destination) => _hanging.ContainsKey(destination);

    public void Add(Uri destination) => _hanging.AddOrUpdate(destination, 1, static (_, count) => count + 1);

    public void Remove(Uri destination)
    {
        while (_hanging.TryGetValue(destination, out var count))
        {
            if (count > 1
                ? _hanging.TryUpdate(destination, count - 1, count)
                : _hanging.TryRemove(new KeyValuePair<Uri, int>(destination, count)))
            {
                return;
            }
        }
    }
}
