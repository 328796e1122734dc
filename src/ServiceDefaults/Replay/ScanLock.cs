using System.Diagnostics;
using PhStudio.Messaging.ServiceDefaults.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>
/// One scan of a queue at a time, over all processes: two would each take the other's copies for second copies, and remove them. It is an exclusive queue <c>[queue].scan</c>,
/// which the broker gives to one connection and removes with that connection, so a process that dies holds nothing up.
/// </summary>
internal sealed class ScanLock : IAsyncDisposable
{
    /// <summary>A scan waits so long for another one.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly Dictionary<string, object?> Arguments = new() { [Topology.QueueType] = "classic" };

    private readonly IChannel _channel;
    private readonly string _name;

    private ScanLock(IChannel channel, string name) => (_channel, _name) = (channel, name);

    /// <summary>Takes the lock of a queue. Throws a <see cref="ScanBusyException"/> where another connection keeps it for longer, a <see cref="ScanRefusedException"/> where the user may not take it.</summary>
    /// <param name="connection">The connection on which the queue is scanned: when it ends, so does the lock.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="wait">How long to wait for another scan.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ScanLock> TakeAsync(IConnection connection, string queue, TimeSpan wait, CancellationToken cancellationToken)
    {
        var name = NameOf(queue);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            // A refusal closes the channel.
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            try
            {
                await channel.QueueDeclareAsync(name, durable: false, exclusive: true, autoDelete: false, Arguments, cancellationToken: cancellationToken);
                return new ScanLock(channel, name);
            }
            catch (Exception e)
            {
                await channel.DisposeAsync();
                if (e is OperationInterruptedException { ShutdownReason.ReplyCode: Constants.AccessRefused })
                {
                    throw new ScanRefusedException(BrokerFailure.Refusal(e, $"queue {name}")!, e);
                }

                if (e is not OperationInterruptedException { ShutdownReason.ReplyCode: Constants.ResourceLocked })
                {
                    throw;
                }
            }

            if (Stopwatch.GetElapsedTime(started) >= wait)
            {
                throw new ScanBusyException(queue);
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>The queue that is the lock.</summary>
    public static string NameOf(string queue) => queue + ".scan";

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _channel.QueueDeleteAsync(_name, ifUnused: false, ifEmpty: false, CancellationToken.None);
            await _channel.DisposeAsync();
        }
        catch (Exception e) when (BrokerFailure.IsUnavailable(e))
        {
            // The connection is gone, and the lock with it.
        }
    }
}

/// <summary>Another process is looking at the same queue, and takes long.</summary>
public sealed class ScanBusyException(string queue) : Exception($"Another call is looking at {queue}, and each look moves its messages. Ask again in a moment.");

/// <summary>The broker's user may not declare the queue by which one scan keeps others off.</summary>
public sealed class ScanRefusedException(string sentence, Exception inner) : Exception($"Failed messages cannot be looked at: {sentence}.", inner);
