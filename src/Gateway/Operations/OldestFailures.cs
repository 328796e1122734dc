using System.Collections.Concurrent;
using System.Globalization;
using PhStudio.Messaging.ServiceDefaults.Replay;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>
/// Since when the oldest message is in an error queue. Finding it reads the whole queue, which moves every message to its end: so only short queues are read, and the answer is kept until the queue shrinks, for a minute at most.
/// </summary>
internal sealed class OldestFailures(ErrorQueues errors, TimeProvider time)
{
    /// <summary>Longer queues are not read.</summary>
    public const int MaxLength = 200;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>When the oldest message of a queue failed; null where it is empty, too long, or holds nothing that says so.</summary>
    /// <param name="queue">An error queue.</param>
    /// <param name="length">How many messages it holds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DateTimeOffset?> OfAsync(string queue, long length, CancellationToken cancellationToken)
    {
        if (length is 0 or > MaxLength || !errors.Knows(queue))
        {
            _known.TryRemove(queue, out _);
            return null;
        }

        if (_known.TryGetValue(queue, out var known) && known.Length <= length && time.GetUtcNow() - known.At < Kept)
        {
            return known.Oldest;
        }

        if (await errors.ListAsync(queue, MaxLength, FailedFilter.Any, cancellationToken) is not { Of: var messages })
        {
            return null;
        }

        var oldest = messages.Min(message => DateTimeOffset.TryParse(message.At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : (DateTimeOffset?)null);
        _known[queue] = new Known(length, oldest, time.GetUtcNow());
        return oldest;
    }

    private sealed record Known(long Length, DateTimeOffset? Oldest, DateTimeOffset At);
}
