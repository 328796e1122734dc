using PhStudio.Messaging.ServiceDefaults.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>One look at an error queue at a time, with what becomes of each message; over a connection of its own where none is given.</summary>
/// <param name="address">The broker; null for none.</param>
/// <param name="looked">How many messages of a longer queue are looked at, where a call does not say otherwise.</param>
/// <param name="wait">How long a call waits for one of another process.</param>
internal sealed class ErrorQueueSettling(RabbitMqAddress? address, int looked, TimeSpan wait) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromMilliseconds(1500);

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>False where the bus is in memory.</summary>
    public bool HasBroker => address is not null;

    /// <summary>Connects; only where there is a broker.</summary>
    public Task<IConnection> ConnectAsync(CancellationToken cancellationToken) => address!.ConnectAsync("failed messages", ConnectTimeout, cancellationToken);

    /// <summary>Looks at a queue and settles what a filter selects; null where there is no broker, or it does not answer.</summary>
    /// <param name="errorQueue">The queue.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="filter">Which.</param>
    /// <param name="fateOf">What becomes of one.</param>
    /// <param name="cancellationToken">Stops after the message in hand.</param>
    /// <param name="all">Looks at all of a longer queue.</param>
    /// <param name="ids">Gets the id of each as it is taken in hand, for a call that breaks off.</param>
    /// <param name="connection">One that is there already.</param>
    public async Task<Replayed?> SettleAsync(string errorQueue, int most, FailedFilter filter, Func<BasicGetResult, ErrorQueueScan.Fate> fateOf, CancellationToken cancellationToken, bool all = false, ICollection<string>? ids = null, IConnection? connection = null)
    {
        if (!HasBroker)
        {
            return null;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var own = connection is null ? await ConnectAsync(cancellationToken) : null;
            var used = connection ?? own!;
            await using var alone = await ScanLock.TakeAsync(used, errorQueue, wait, cancellationToken);
            await using var channel = await used.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
            var bound = all ? int.MaxValue : looked;
            var (moved, seen, sought) = (new List<string>(), 0, new HashSet<string>(filter.Ids ?? [], StringComparer.Ordinal));
            // Those that are called by their ids are looked for to the end: an earlier look has moved them there.
            var scan = new ErrorQueueScan(channel, errorQueue, sought.Count > 0 ? int.MaxValue : bound);
            await scan.RunAsync(
                message =>
                {
                    var described = FailedMessage.Of(errorQueue, message);
                    seen++;
                    sought.Remove(described.Id);
                    var fate = moved.Count < most && filter.Passes(described) ? fateOf(message) : ErrorQueueScan.Fate.Keep;
                    if (fate is not ErrorQueueScan.Fate.To { Queue: null })
                    {
                        moved.Add(described.Id);
                        ids?.Add(described.Id);
                    }

                    return fate;
                },
                () => moved.Count < most && (seen < bound || sought.Count > 0),
                cancellationToken);
            // Where it ended with the ids, or with as many as were asked for, the rest was not meant.
            var isCutShort = filter.Ids is not { Count: > 0 } && scan.Looked >= bound;
            return new Replayed(errorQueue, moved.Count, scan.Waiting - moved.Count) { Ids = moved, NotLookedAt = isCutShort ? scan.Waiting - scan.Looked : 0 };
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            // Nothing ever failed there: the queue is made with its first message.
            return new Replayed(errorQueue, 0, 0);
        }
        catch (Exception e) when (BrokerFailure.IsUnavailable(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
