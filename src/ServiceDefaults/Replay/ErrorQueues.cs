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
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromMilliseconds(1500);

    private readonly RabbitMqAddress? _address;
    private readonly string? _sharedByTheLanes;
    private readonly HashSet<string> _queues;
    private readonly ReturnTicket _tickets;
    private readonly int _looked;
    private readonly TimeSpan _wait;
    private readonly SemaphoreSlim _turn = new(1);

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
        (_address, _sharedByTheLanes, _looked, _wait) = (address, sharedByTheLanes, looked, wait ?? ScanLock.Wait);
        _queues = [.. Routes.Queues(lanePrefix)];
        _tickets = new ReturnTicket(Routes.All(lanePrefix), Gives, sharedByTheLanes, mark);
    }

    /// <summary>False where the bus is in memory: no queue keeps what fails.</summary>
    public bool HasBroker => _address is not null;

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
        SettleAsync(errorQueue, most, filter, message => _tickets.Of(errorQueue, message), cancellationToken, ids: ids);

    /// <summary>Discards the messages that a filter selects; <see cref="Replayed.Moved"/> counts them.</summary>
    /// <param name="errorQueue">One that <see cref="Knows"/>.</param>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Stops after the message in hand.</param>
    /// <param name="ids">Gets the id of each as it is taken in hand, for a call that breaks off.</param>
    public Task<Replayed?> DiscardAsync(string errorQueue, FailedFilter filter, CancellationToken cancellationToken, ICollection<string>? ids = null) =>
        SettleAsync(errorQueue, ErrorQueueScan.Max, filter, _ => ErrorQueueScan.Fate.Drop, cancellationToken, ids: ids);

    /// <summary>Rewrites all messages of an error queue, however many, which stay there; <see cref="Replayed.Moved"/> counts those that were changed or went away.</summary>
    /// <param name="errorQueue">One that <see cref="Knows"/>.</param>
    /// <param name="rewrite">Gets a message's type and body; answers what becomes of it, null for one that stays as it is.</param>
    /// <param name="cancellationToken">Stops after the messages in hand.</param>
    public Task<Replayed?> RewriteAsync(string errorQueue, Func<string?, string, Privacy.MessageEraser.Result?> rewrite, CancellationToken cancellationToken) =>
        RewriteAsync(errorQueue, rewrite, connection: null, cancellationToken);

    /// <summary>As <see cref="RewriteAsync(string, Func{string?, string, Privacy.MessageEraser.Result?}, CancellationToken)"/>, for all error queues that are there, over one connection.</summary>
    /// <param name="rewrite">Gets a message's type and body; answers what becomes of it, null for one that stays as it is.</param>
    /// <param name="cancellationToken">Stops after the messages in hand.</param>
    /// <returns>How many were changed or went away.</returns>
    public async Task<int?> RewriteAllAsync(Func<string?, string, Privacy.MessageEraser.Result?> rewrite, CancellationToken cancellationToken)
    {
        if (_address is null)
        {
            return null;
        }

        try
        {
            await using var connection = await _address.ConnectAsync("failed messages", ConnectTimeout, cancellationToken);
            var changed = 0;
            foreach (var queue in Names)
            {
                if (!await IsThereAsync(connection, queue, cancellationToken))
                {
                    continue;
                }

                if (await RewriteAsync(queue, rewrite, connection, cancellationToken) is not { } rewritten)
                {
                    return null;
                }

                changed += rewritten.Moved;
            }

            return changed;
        }
        catch (Exception e) when (BrokerFailure.IsUnavailable(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private Task<Replayed?> RewriteAsync(string errorQueue, Func<string?, string, Privacy.MessageEraser.Result?> rewrite, IConnection? connection, CancellationToken cancellationToken) =>
        SettleAsync(errorQueue, int.MaxValue, FailedFilter.Any, message =>
        {
            if (rewrite(FailedMessage.Of(errorQueue, message).Type, BodyText.Of(message.Body.Span)) is not { } changed)
            {
                return ErrorQueueScan.Fate.Keep;
            }

            if (changed.Body is not { } body)
            {
                return ErrorQueueScan.Fate.Drop;
            }

            var properties = new BasicProperties(message.BasicProperties);
            if (changed.Mark is { } mark)
            {
                properties.Headers = new Dictionary<string, object?>(properties.Headers ?? new Dictionary<string, object?>(), StringComparer.Ordinal) { [MessageMark.Header] = mark };
            }

            return new ErrorQueueScan.Fate.To(errorQueue, properties, BodyText.Changed(message.Body.Span, body));
        }, cancellationToken, int.MaxValue, connection: connection);

    /// <summary>The error queues of ours, whether they are there or not.</summary>
    public IReadOnlyList<string> Names => [.. _queues.SelectMany(queue => new[] { queue + "_error", queue + "_skipped" }), .. _sharedByTheLanes is null ? Array.Empty<string>() : [_sharedByTheLanes], Topology.DeadLetters];

    /// <summary>Moves one message back with another body.</summary>
    /// <param name="errorQueue">One that <see cref="Knows"/>.</param>
    /// <param name="id">Its id.</param>
    /// <param name="replacement">What <see cref="ReadReplacement"/> read.</param>
    /// <param name="cancellationToken">Stops after the message in hand.</param>
    public Task<Replayed?> ReplaceAsync(string errorQueue, string id, object replacement, CancellationToken cancellationToken) =>
        SettleAsync(errorQueue, 1, new FailedFilter(Ids: [id]), message => _tickets.Of(errorQueue, message, replacement), cancellationToken);

    /// <summary>Reads another body for a message of that type; null where the type is none that can be written. Throws a <see cref="Wire.WireException"/> that names every wrong field.</summary>
    public static object? ReadReplacement(string? type, byte[] body) =>
        Routes.All().FirstOrDefault(route => route.Message.FullName == type || Topology.Exchange(route.Message) == type)?.Message is { } known ? ReturnTicket.Read(known, body) : null;

    /// <summary>The messages that a filter selects, the last that failed first, without bodies.</summary>
    public async Task<IReadOnlyList<FailedMessage>?> ListAsync(string errorQueue, int most, FailedFilter filter, CancellationToken cancellationToken)
    {
        var messages = await LookAsync(errorQueue, filter, cancellationToken);
        return messages is null ? null : [.. messages.OrderByDescending(message => message.FailedAt ?? DateTimeOffset.MinValue).Take(most)];
    }

    /// <summary>How many failed for which reason, the most frequent first.</summary>
    public async Task<IReadOnlyList<FailureGroup>?> ReasonsAsync(string errorQueue, CancellationToken cancellationToken)
    {
        var messages = await LookAsync(errorQueue, FailedFilter.Any, cancellationToken);
        return messages is null ? null : [.. messages.GroupBy(message => message.Reason ?? "")
            .Select(group => new FailureGroup(group.Key, group.Count(), group.Min(message => message.At), group.Max(message => message.At), group.Count(message => message.FailedAt is null)))
            .OrderByDescending(group => group.Count)];
    }

    /// <summary>One message with its headers and body; an answer without one where it is not there.</summary>
    public async Task<(FailedContent? Found, bool IsAnswered)> FindAsync(string errorQueue, string id, CancellationToken cancellationToken)
    {
        FailedContent? found = null;
        var answered = await SettleAsync(errorQueue, ErrorQueueScan.Max, new FailedFilter(Ids: [id]), message =>
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

    public void Dispose() => _turn.Dispose();

    private async Task<IReadOnlyList<FailedMessage>?> LookAsync(string errorQueue, FailedFilter filter, CancellationToken cancellationToken)
    {
        var messages = new List<FailedMessage>();
        return await SettleAsync(errorQueue, ErrorQueueScan.Max, filter, message =>
        {
            messages.Add(FailedMessage.Of(errorQueue, message));
            return ErrorQueueScan.Fate.Keep;
        }, cancellationToken) is null ? null : messages;
    }

    private async Task<Replayed?> SettleAsync(string errorQueue, int most, FailedFilter filter, Func<BasicGetResult, ErrorQueueScan.Fate> fateOf, CancellationToken cancellationToken, int? looked = null, ICollection<string>? ids = null, IConnection? connection = null)
    {
        if (_address is null)
        {
            return null;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var own = connection is null ? await _address.ConnectAsync("failed messages", ConnectTimeout, cancellationToken) : null;
            var used = connection ?? own!;
            await using var alone = await ScanLock.TakeAsync(used, errorQueue, _wait, cancellationToken);
            await using var channel = await used.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
            var (moved, seen, sought) = (new List<string>(), 0, new HashSet<string>(filter.Ids ?? [], StringComparer.Ordinal));
            // Those that are called by their ids are looked for to the end: an earlier look has moved them there.
            var scan = new ErrorQueueScan(channel, errorQueue, sought.Count > 0 ? int.MaxValue : looked ?? _looked);
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
                () => moved.Count < most && (seen < (looked ?? _looked) || sought.Count > 0),
                cancellationToken);
            return new Replayed(errorQueue, moved.Count, scan.Waiting - moved.Count) { Ids = moved };
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

    private static async Task<bool> IsThereAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return false;
        }
    }

    private bool Gives(string queue) => _queues.Contains(queue) || (ReturnTicket.SourceOf(queue) is not null && Knows(queue));
}
