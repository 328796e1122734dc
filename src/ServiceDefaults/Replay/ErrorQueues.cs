using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Bus;
using RabbitMQ.Client.Exceptions;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>
/// Shows failed messages, moves them back to where they failed, or discards them, over a connection of its own. One call at a time works on a queue (<see cref="ScanLock"/>), since reading a message moves it too
/// (<see cref="ErrorQueueScan"/>). Throws a <see cref="ScanBusyException"/> where another process does not end its own, a <see cref="ScanRefusedException"/> where the user may not look. Every answer is null where there is no broker, or it does not answer.
/// </summary>
public sealed class ErrorQueues : IDisposable
{
    private readonly string? _sharedByTheLanes;
    private readonly HashSet<string> _queues;
    private readonly ReturnTicket _tickets;
    private readonly ErrorQueueSettling _settling;

    /// <summary>The error queues of a broker.</summary>
    /// <param name="address">The broker; null for none.</param>
    /// <param name="lanePrefix">Start of the names of the lanes.</param>
    /// <param name="sharedByTheLanes">The one error queue of all lanes; null where each has its own.</param>
    public ErrorQueues(RabbitMqAddress? address, string lanePrefix, string? sharedByTheLanes)
        : this(address, lanePrefix, sharedByTheLanes, mark: null)
    {
    }

    /// <param name="address">The broker; null for none.</param>
    /// <param name="lanePrefix">Start of the names of the lanes.</param>
    /// <param name="sharedByTheLanes">The one error queue of all lanes; null where each has its own.</param>
    /// <param name="mark">Marks what only our services may publish.</param>
    /// <param name="looked">How many messages of a longer queue are looked at, but where all are rewritten, or some are called by their ids.</param>
    /// <param name="wait">How long a call waits for another one; null for <see cref="ScanLock.Wait"/>.</param>
    internal ErrorQueues(RabbitMqAddress? address, string lanePrefix, string? sharedByTheLanes, MessageMark? mark, int looked = ErrorQueueScan.Max, TimeSpan? wait = null)
    {
        _sharedByTheLanes = sharedByTheLanes;
        _settling = new ErrorQueueSettling(address, looked, wait ?? ScanLock.Wait);
        _queues = [.. Routes.Queues(lanePrefix)];
        _tickets = new ReturnTicket(Routes.All(lanePrefix), Gives, sharedByTheLanes, mark);
        Rewriting = new ErrorQueueRewriting(_settling, [.. _queues.SelectMany(queue => new[] { queue + "_error", queue + "_skipped" }), .. sharedByTheLanes is null ? Array.Empty<string>() : [sharedByTheLanes], Topology.DeadLetters]);
    }

    /// <summary>False where the bus is in memory: no queue keeps what fails.</summary>
    public bool HasBroker => _settling.HasBroker;

    /// <summary>Rewrites what lies in them.</summary>
    public ErrorQueueRewriting Rewriting { get; }

    /// <summary>True for an error queue of ours, for one of what nobody consumed there (<c>_skipped</c>), and for <c>dead-letters</c>.</summary>
    public bool Knows(string errorQueue) =>
        errorQueue == _sharedByTheLanes || errorQueue == Topology.DeadLetters || (ReturnTicket.SourceOf(errorQueue) is { } queue && _queues.Contains(queue));

    /// <summary>Moves the messages that a filter selects, the oldest first. Messages that come back meanwhile stay.</summary>
    /// <param name="errorQueue">One that <see cref="Knows"/>.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Stops after the message in hand.</param>
    /// <param name="ids">Gets the id of each as it is taken in hand, for a call that breaks off.</param>
    public Task<Replayed?> ReplayAsync(string errorQueue, int most, FailedFilter filter, CancellationToken cancellationToken, ICollection<string>? ids = null) =>
        _settling.SettleAsync(errorQueue, most, filter, message => _tickets.Of(errorQueue, message), cancellationToken, ids: ids);

    /// <summary>Discards the messages that a filter selects; <see cref="Replayed.Moved"/> counts them.</summary>
    /// <param name="errorQueue">One that <see cref="Knows"/>.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Stops after the message in hand.</param>
    /// <param name="ids">Gets the id of each as it is taken in hand, for a call that breaks off.</param>
    public Task<Replayed?> DiscardAsync(string errorQueue, int most, FailedFilter filter, CancellationToken cancellationToken, ICollection<string>? ids = null) =>
        _settling.SettleAsync(errorQueue, most, filter, _ => ErrorQueueScan.Fate.Drop, cancellationToken, ids: ids);

    /// <summary>Moves one message back with another body.</summary>
    /// <param name="errorQueue">One that <see cref="Knows"/>.</param>
    /// <param name="id">Its id.</param>
    /// <param name="replacement">What <see cref="ReadReplacement"/> read.</param>
    /// <param name="cancellationToken">Stops after the message in hand.</param>
    public Task<Replayed?> ReplaceAsync(string errorQueue, string id, object replacement, CancellationToken cancellationToken) =>
        _settling.SettleAsync(errorQueue, 1, new FailedFilter(Ids: [id]), message => _tickets.Of(errorQueue, message, replacement), cancellationToken);

    /// <summary>Reads another body for a message of that type; null where the type is none that can be written. Throws a <see cref="Wire.WireException"/> that names every wrong field.</summary>
    public static object? ReadReplacement(string? type, byte[] body) =>
        Routes.All().FirstOrDefault(route => route.Message.FullName == type || Topology.Exchange(route.Message) == type)?.Message is { } known ? ReturnTicket.Read(known, body) : null;

    /// <summary>The messages that a filter selects, the last that failed first, without bodies.</summary>
    public async Task<Seen<FailedMessage>?> ListAsync(string errorQueue, int most, FailedFilter filter, CancellationToken cancellationToken)
    {
        var seen = await LookAsync(errorQueue, filter, cancellationToken);
        return seen is null ? null : seen with { Of = [.. seen.Of.OrderByDescending(message => message.FailedAt ?? DateTimeOffset.MinValue).Take(most)] };
    }

    /// <summary>How many failed for which reason, the most frequent first.</summary>
    public async Task<Seen<FailureGroup>?> ReasonsAsync(string errorQueue, CancellationToken cancellationToken)
    {
        var seen = await LookAsync(errorQueue, FailedFilter.Any, cancellationToken);
        return seen is null ? null : new Seen<FailureGroup>(
            [.. seen.Of.GroupBy(message => message.Reason ?? "")
                .Select(group => new FailureGroup(group.Key, group.Count(), group.Min(message => message.At), group.Max(message => message.At), group.Count(message => message.FailedAt is null)))
                .OrderByDescending(group => group.Count)],
            seen.NotLookedAt);
    }

    /// <summary>One message with its headers and body; an answer without one where it is not there.</summary>
    public async Task<(FailedContent? Found, bool IsAnswered)> FindAsync(string errorQueue, string id, CancellationToken cancellationToken)
    {
        FailedContent? found = null;
        var answered = await _settling.SettleAsync(errorQueue, ErrorQueueScan.Max, new FailedFilter(Ids: [id]), message =>
        {
            found ??= FailedContent.Of(FailedMessage.Of(errorQueue, message), message);
            return ErrorQueueScan.Fate.Keep;
        }, cancellationToken);
        return (found, answered is not null);
    }

    /// <summary>Tries whether the user may look at an error queue. Returns the name of the queue that it may not declare; null where it may.</summary>
    public static async Task<string?> MayScanAsync(IConnection connection, string errorQueue, CancellationToken cancellationToken)
    {
        try
        {
            await using var alone = await ScanLock.TakeAsync(connection, errorQueue, TimeSpan.Zero, cancellationToken);
            return null;
        }
        catch (ScanBusyException)
        {
            return null;
        }
        catch (ScanRefusedException)
        {
            return ScanLock.NameOf(errorQueue);
        }
    }

    public void Dispose() => _settling.Dispose();

    private async Task<Seen<FailedMessage>?> LookAsync(string errorQueue, FailedFilter filter, CancellationToken cancellationToken)
    {
        var messages = new List<FailedMessage>();
        var answer = await _settling.SettleAsync(errorQueue, ErrorQueueScan.Max, filter, message =>
        {
            messages.Add(FailedMessage.Of(errorQueue, message));
            return ErrorQueueScan.Fate.Keep;
        }, cancellationToken);
        return answer is null ? null : new Seen<FailedMessage>(messages, answer.NotLookedAt);
    }

    private bool Gives(string queue) => _queues.Contains(queue) || (ReturnTicket.SourceOf(queue) is not null && Knows(queue));
}
