using System.Collections.Concurrent;
using System.Net;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>The nodes of the broker that took a connection and then said nothing. For a while the next connection to one waits shorter, since another node is there to be asked.</summary>
internal sealed class SilentNodes(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<EndPoint, long> _since = new();

    /// <summary>Notes that a node is silent now.</summary>
    public void Add(EndPoint? node)
    {
        if (node is not null)
        {
            _since[node] = time.GetTimestamp();
        }
    }

    /// <summary>True where a node fell silent in the last half minute.</summary>
    public bool Contains(EndPoint? node) => node is not null && _since.TryGetValue(node, out var since) && time.GetElapsedTime(since) < Kept;
}
