using MassTransit;
using MassTransit.Middleware;
using MassTransit.Serialization;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.RedisIntegration.Telemetry;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>Sends one taken entry and settles it: forgotten when the broker has it, put off when not, dead after too many failures.</summary>
internal sealed partial class DelayedMessageSender(
    DelayedMessageStore queue,
    IBusControl bus,
    DelayedMessageOptions options,
    DelayedMessageMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>A send that takes longer hangs: its slot is given to others.</summary>
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(1);

    private const int MaxReason = 500;

    private readonly SlowDestinations _slow = new();

    /// <summary>Sends and settles; never throws.</summary>
    /// <param name="claim">The taken entry.</param>
    /// <param name="releaseSlot">Called once, at the end or when the send hangs.</param>
    /// <param name="cancellationToken">The process ends.</param>
    public async Task SendAsync(Claim claim, Action releaseSlot, CancellationToken cancellationToken)
    {
        var slot = new OnceOnly(releaseSlot);
        try
        {
            await SettleAsync(claim, slot, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Redis is unavailable: the lease runs out, and a process takes the entry again.
            metrics.Unsettled();
            Log.Unsettled(logger, exception, claim.Token);
        }
        finally
        {
            slot.Run();
        }
    }

    private async Task SettleAsync(Claim claim, OnceOnly slot, CancellationToken cancellationToken)
    {
        DelayedMessage entry;
        Uri destination;
        try
        {
            entry = DelayedMessage.Read(claim.Token, claim.Record);
            destination = entry.Message.DestinationAddress ?? throw new FormatException($"The record of '{claim.Token}' has no destination.");
        }
        catch (FormatException exception)
        {
            await DeadLetterAsync(claim.Token, claim.Lease, exception, cancellationToken).ConfigureAwait(false);
            return;
        }

        var now = time.GetUtcNow();
        if (entry.Message.ExpirationTime is { } expiry && expiry.ToUniversalTime() <= now.UtcDateTime)
        {
            await queue.CompleteAsync(claim, cancellationToken).ConfigureAwait(false);
            metrics.Expired();
            return;
        }

        if (_slow.Has(destination))
        {
            await queue.PostponeAsync(claim, now + options.FirstBackoff, counts: false, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await SendInTimeAsync(entry, destination, slot, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await FailedAsync(claim, exception, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (await queue.CompleteAsync(claim, CancellationToken.None).ConfigureAwait(false))
        {
            metrics.Sent(time.GetUtcNow() - entry.Due);
        }
        else
        {
            metrics.LeaseLost();
        }
    }

    private async Task SendInTimeAsync(DelayedMessage entry, Uri destination, OnceOnly slot, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.SendTimeout, time);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);

        var send = SendNowAsync(entry, destination, token.Token);
        if (send.IsCompleted)
        {
            await send.ConfigureAwait(false);
            return;
        }

        using var hanging = CancellationTokenSource.CreateLinkedTokenSource(token.Token);
        await Task.WhenAny(send, Task.Delay(HangsAfter, time, hanging.Token)).ConfigureAwait(false);
        await hanging.CancelAsync().ConfigureAwait(false);
        if (send.IsCompleted)
        {
            await send.ConfigureAwait(false);
            return;
        }

        _slow.Add(destination);
        slot.Run();
        try
        {
            // A transport may ignore the token (a broker that never answers): the wait ends all the same.
            await send.WaitAsync(token.Token).ConfigureAwait(false);
        }
        finally
        {
            _slow.Remove(destination);
        }
    }

    private async Task SendNowAsync(DelayedMessage entry, Uri destination, CancellationToken cancellationToken)
    {
        var endpoint = await bus.GetSendEndpoint(destination).WaitAsync(cancellationToken).ConfigureAwait(false);
        await endpoint.Send(new SerializedMessageBody(), new OutboxMessageSendPipe(entry.Message, destination), cancellationToken).ConfigureAwait(false);
    }

    private async Task FailedAsync(Claim claim, Exception exception, CancellationToken cancellationToken)
    {
        // While the broker is unavailable no failure counts against a message, and none that is no answer: an application may hold every send back until its queues are declared.
        var counts = exception is not (OperationCanceledException or TimeoutException) && !cancellationToken.IsCancellationRequested && bus.CheckHealth().Status == BusHealthStatus.Healthy;
        var until = time.GetUtcNow() + options.FirstBackoff;
        metrics.Failed(counts);

        var attempts = await queue.PostponeAsync(claim, until, counts, CancellationToken.None).ConfigureAwait(false);
        if (attempts < 0 || !counts)
        {
            return;
        }

        Log.SendFailed(logger, claim.Token, attempts, exception.GetType().Name, exception.Message);
        if (attempts >= options.MaxAttempts)
        {
            await DeadLetterAsync(claim.Token, until.ToUnixTimeMilliseconds(), exception, CancellationToken.None).ConfigureAwait(false);
        }
        else if (attempts > 1)
        {
            var postponed = new Claim(claim.Token, claim.Record, until.ToUnixTimeMilliseconds());
            await queue.PostponeAsync(postponed, time.GetUtcNow() + options.Backoff(attempts), counts: false, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task DeadLetterAsync(string token, long expected, Exception exception, CancellationToken cancellationToken)
    {
        var reason = $"{exception.GetType().Name}: {exception.Message}";
        if (await queue.DeadLetterAsync(token, expected, time.GetUtcNow(), reason.Length > MaxReason ? reason[..MaxReason] : reason, cancellationToken)
            .ConfigureAwait(false))
        {
            metrics.Buried();
            Log.Buried(logger, exception, token);
        }
    }

    private sealed class OnceOnly(Action action)
    {
        private Action? _action = action;

        public void Run() => Interlocked.Exchange(ref _action, null)?.Invoke();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Sending {Token} failed for the {Attempts}. time and is tried again: {Kind}: {Reason}")]
        public static partial void SendFailed(ILogger logger, string token, int attempts, string kind, string reason);

        [LoggerMessage(LogLevel.Error, "{Token} could not be sent and is dead-lettered")]
        public static partial void Buried(ILogger logger, Exception exception, string token);

        [LoggerMessage(LogLevel.Warning, "The outcome of {Token} could not be written to Redis; it is taken again when its lease has run out")]
        public static partial void Unsettled(ILogger logger, Exception exception, string token);
    }
}
