using MassTransit;
using MassTransit.Middleware;
using MassTransit.Serialization;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.RedisIntegration.Telemetry;

namespace PhStudio.Messaging.RedisIntegration.DueQueue;

/// <summary>Sends one taken entry and settles it: forgotten when the broker has it, put off when not, dead after too many failures.</summary>
internal sealed partial class DueSender(
    RedisDueQueue queue,
    IBusControl bus,
    DueDispatchOptions options,
    DueMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>A send that takes longer hangs: its slot is given to others.</summary>
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(1);

    private const int LongestReason = 500;

    private readonly SlowDestinations _slow = new();

    /// <summary>Sends and settles; never throws.</summary>
    /// <param name="claim">The taken entry.</param>
    /// <param name="releaseSlot">Called once, at the end or when the send hangs.</param>
    /// <param name="stopping">The process ends.</param>
    public async Task Send(Claim claim, Action releaseSlot, CancellationToken stopping)
    {
        var slot = new OnceOnly(releaseSlot);
        try
        {
            await Settle(claim, slot, stopping).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Redis is away: the lease runs out, and somebody takes the entry again.
            metrics.Unsettled();
            Log.Unsettled(logger, exception, claim.Token);
        }
        finally
        {
            slot.Run();
        }
    }

    private async Task Settle(Claim claim, OnceOnly slot, CancellationToken stopping)
    {
        DueEntry entry;
        Uri destination;
        try
        {
            entry = DueEntry.Read(claim.Token, claim.Record);
            destination = entry.Message.DestinationAddress ?? throw new FormatException($"The record of '{claim.Token}' has no destination.");
        }
        catch (FormatException exception)
        {
            await Bury(claim.Token, claim.Lease, exception, stopping).ConfigureAwait(false);
            return;
        }

        var now = time.GetUtcNow();
        if (entry.Message.ExpirationTime is { } expiry && expiry.ToUniversalTime() <= now.UtcDateTime)
        {
            await queue.Complete(claim, stopping).ConfigureAwait(false);
            metrics.Expired();
            return;
        }

        if (_slow.Has(destination))
        {
            await queue.Postpone(claim, now + options.FirstBackoff, counts: false, stopping).ConfigureAwait(false);
            return;
        }

        try
        {
            await SendInTime(entry, destination, slot, stopping).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await Failed(claim, exception, stopping).ConfigureAwait(false);
            return;
        }

        if (await queue.Complete(claim, CancellationToken.None).ConfigureAwait(false))
        {
            metrics.Sent(time.GetUtcNow() - entry.Due);
        }
        else
        {
            metrics.LeaseLost();
        }
    }

    private async Task SendInTime(DueEntry entry, Uri destination, OnceOnly slot, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(options.SendTimeout, time);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);

        var send = SendNow(entry, destination, token.Token);
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

    private async Task SendNow(DueEntry entry, Uri destination, CancellationToken cancellationToken)
    {
        var endpoint = await bus.GetSendEndpoint(destination).WaitAsync(cancellationToken).ConfigureAwait(false);
        await endpoint.Send(new SerializedMessageBody(), new OutboxMessageSendPipe(entry.Message, destination), cancellationToken).ConfigureAwait(false);
    }

    private async Task Failed(Claim claim, Exception exception, CancellationToken stopping)
    {
        // While the broker is away nothing can be sent, and no message is to blame.
        var counts = !stopping.IsCancellationRequested && bus.CheckHealth().Status == BusHealthStatus.Healthy;
        var until = time.GetUtcNow() + options.FirstBackoff;
        metrics.Failed(counts);

        var attempts = await queue.Postpone(claim, until, counts, CancellationToken.None).ConfigureAwait(false);
        if (attempts < 0 || !counts)
        {
            return;
        }

        Log.SendFailed(logger, exception, claim.Token, attempts);
        if (attempts >= options.MaxAttempts)
        {
            await Bury(claim.Token, until.ToUnixTimeMilliseconds(), exception, CancellationToken.None).ConfigureAwait(false);
        }
        else if (attempts > 1)
        {
            var postponed = new Claim(claim.Token, claim.Record, until.ToUnixTimeMilliseconds());
            await queue.Postpone(postponed, time.GetUtcNow() + options.Backoff(attempts), counts: false, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task Bury(string token, long expected, Exception exception, CancellationToken cancellationToken)
    {
        var reason = $"{exception.GetType().Name}: {exception.Message}";
        if (await queue.Bury(token, expected, time.GetUtcNow(), reason.Length > LongestReason ? reason[..LongestReason] : reason, cancellationToken)
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
        [LoggerMessage(LogLevel.Warning, "Sending {Token} failed for the {Attempts}. time; it is tried again")]
        public static partial void SendFailed(ILogger logger, Exception exception, string token, int attempts);

        [LoggerMessage(LogLevel.Error, "{Token} could not be sent and is among the dead now")]
        public static partial void Buried(ILogger logger, Exception exception, string token);

        [LoggerMessage(LogLevel.Warning, "What became of {Token} could not be written to Redis; it is taken again when its lease has run out")]
        public static partial void Unsettled(ILogger logger, Exception exception, string token);
    }
}
