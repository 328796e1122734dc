using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// The consumer of the dead letters with its channel. It knows when it has ended, which the broker tells nobody else: its queue was deleted, or its channel closed for a message that it
/// kept too long.
/// </summary>
internal sealed class DeadLetterConsumer : AsyncEventingBasicConsumer, IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, byte> _refused = new(StringComparer.Ordinal);
    private long _end = long.MaxValue;

    public DeadLetterConsumer(IChannel channel, TimeProvider time)
        : base(channel)
    {
        _time = time;
        UnregisteredAsync += EndAsync;
        ShutdownAsync += EndAsync;
    }

    /// <summary>True where another must be started.</summary>
    public bool HasEnded => _time.GetUtcNow().UtcTicks >= Volatile.Read(ref _end);

    /// <summary>True where the queue has taken everything from this consumer until now: many messages of one queue are one refusal.</summary>
    public bool IsFirstRefusal(string queue) => _refused.TryAdd(queue, 0);

    /// <summary>Ends it after a pause, or sooner where it was to end sooner.</summary>
    public void EndAfter(TimeSpan pause)
    {
        var end = (_time.GetUtcNow() + pause).UtcTicks;
        for (var planned = Volatile.Read(ref _end); end < planned;)
        {
            var seen = Interlocked.CompareExchange(ref _end, end, planned);
            if (seen == planned)
            {
                return;
            }

            planned = seen;
        }
    }

    /// <summary>Closes its channel: the broker takes back what it held.</summary>
    public ValueTask DisposeAsync() => Channel.DisposeAsync();

    private Task EndAsync(object sender, object reason)
    {
        Volatile.Write(ref _end, 0);
        return Task.CompletedTask;
    }
}
