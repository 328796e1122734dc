using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Replay;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>
/// Moves the messages of the system before this one out of its lists, one by one and in their order: those to be sent into the lanes, those that it gave up into the error queue. A process that dies between the two steps forwards a message
/// again under the same id: the ledger knows the first, and the error queue keeps one of two copies.
/// </summary>
internal sealed partial class LegacyQueueTakeover(
    LegacyQueueOptions options, IConnectionMultiplexer redis, ConfirmedPublisher publisher, MessageIntake intake, IMessageStatusStore statuses, ForeignFailures failures, TimeProvider time, ILogger<LegacyQueueTakeover> logger) : BackgroundService, IHostedLifecycleService, IHealthCheck
{
    /// <summary>How long an empty list is left alone.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a list is left alone after a failure.</summary>
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, string> _wrong = new(StringComparer.Ordinal);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Finishes the current message while the bus is still there: it stops before this service does.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Unhealthy where a list can never be taken over as it is. That Redis or the broker is unavailable is said by their own checks.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_wrong.IsEmpty ? HealthCheckResult.Healthy("is taken over") : HealthCheckResult.Unhealthy(string.Join("; ", _wrong.Select(list => $"the list {list.Key} cannot be taken over: {list.Value}"))));

    public override void Dispose()
    {
        base.Dispose();
        _stopping.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken cancellationToken) => Task.WhenAll(
        TakeOverAsync(options.Queue, SendAsync, _stopping.Token),
        TakeOverAsync(options.DeadLetters, GiveUpAsync, _stopping.Token));

    private async Task TakeOverAsync(string? name, Func<LegacyMessage, TakenMessage, Task> putThrough, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            return;
        }

        var list = new LegacyList(redis, name, options.FromLeft, time);
        TakenMessage? done = null;
        var isFailing = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var taken = await list.NextAsync(done);
                done = null;
                isFailing = false;
                _wrong.TryRemove(name, out _);
                if (taken is null)
                {
                    await Task.Delay(Pause, time, cancellationToken);
                    continue;
                }

                // Finished also at a stop: a moved message would be in no list when the old system is started again.
                await putThrough(LegacyMessage.Read(name, taken), taken);
                done = taken;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // The message stays where it is. Mostly Redis or the broker is unavailable; what Redis refuses otherwise, such as a key that is no list, it refuses the next time too.
                if (e is RedisServerException && !RedisAvailability.IsUnavailable(e))
                {
                    if (_wrong.TryAdd(name, e.Message))
                    {
                        Log.Wrong(logger, name, e.Message);
                    }
                }
                else if (!isFailing)
                {
                    Log.Waits(logger, name, e.GetType().Name);
                }

                isFailing = true;
                await Task.Delay(LongPause, time, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }

        await LeaveAsync(list, done);
    }

    // A forwarded message must not stay there when the old system is started again; where Redis is unavailable, the next start clears it.
    private static async Task LeaveAsync(LegacyList list, TakenMessage? done)
    {
        try
        {
            await list.LeaveAsync(done);
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException or TimeoutException)
        {
            // The lease ends by itself.
        }
    }

    private async Task SendAsync(LegacyMessage message, TakenMessage taken)
    {
        if (message.Order is not { } order)
        {
            await GiveUpAsync(message, taken);
            return;
        }

        // To the broker only: while it is unavailable the message is safe where it is, and keeps its order.
        await publisher.PublishAsync(order, CancellationToken.None);
        await intake.NoteAsync(order);
        Log.Taken(logger, options.Queue!, order.MessageId);
    }

    private async Task GiveUpAsync(LegacyMessage message, TakenMessage taken)
    {
        var reason = message.Wrong is { } wrong ? $"{FailureReason.Invalid}: {wrong}" : $"{FailureReason.Unavailable}: given up by the system before this one{(message.Error is { } why ? $": {why}" : "")}";
        var at = message.FailedAt ?? taken.At;
        await failures.AddAsync(message.Id, message.Order, taken.Pushed, reason, at, CancellationToken.None);
        if (message.Order is { } readable)
        {
            await statuses.NoteAsync(MessageEntry.Queued(readable) with { State = MessageState.Failed, At = at, Reason = FailureReason.Unavailable, Detail = reason });
        }

        Log.GivenUp(logger, message.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Took message {MessageId} over from the list {List}")]
        public static partial void Taken(ILogger logger, string list, Guid messageId);

        [LoggerMessage(2, LogLevel.Warning, "Message {MessageId} of the system before this one is in the error queue, with its reason")]
        public static partial void GivenUp(ILogger logger, Guid messageId);

        [LoggerMessage(4, LogLevel.Error, "The list {List} cannot be taken over: {Error}. Correct LEGACY_QUEUE or LEGACY_DLQ, or what lies there")]
        public static partial void Wrong(ILogger logger, string list, string error);

        [LoggerMessage(3, LogLevel.Warning, "The list {List} is not taken over at the moment ({Error}); nothing is lost")]
        public static partial void Waits(ILogger logger, string list, string error);
    }
}
