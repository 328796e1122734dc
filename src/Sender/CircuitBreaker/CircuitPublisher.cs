using System.Threading.Channels;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.ServiceDefaults.Broker;

namespace PhStudio.Messaging.Sender.CircuitBreaker;

/// <summary>
/// Publishes <see cref="TelegramCircuitChanged"/> in the order of the changes, apart from the code that made them: while the broker is unavailable a publish waits,
/// and that must delay neither the outcome of a request nor the next probe. Changes that were not published when the process ends are lost;
/// readiness, the metric and <c>/status</c> show how the circuit stands.
/// </summary>
public sealed partial class CircuitPublisher(IBus bus, TimeProvider time, ILogger<CircuitPublisher> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<TelegramCircuitChanged> _changes = Channel.CreateUnbounded<TelegramCircuitChanged>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Publishes in the background.</summary>
    public void Tell(CircuitState state) => _changes.Writer.TryWrite(new TelegramCircuitChanged { State = TelegramCircuitBreaker.NameOf(state), At = time.GetUtcNow() });

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in _changes.Reader.ReadAllAsync(cancellationToken))
        {
            while (!await ToldAsync(change, cancellationToken))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>False where it is to be tried again: the broker's client and MassTransit throw many types for a publish that was not confirmed.</summary>
    private async Task<bool> ToldAsync(TelegramCircuitChanged change, CancellationToken cancellationToken)
    {
        try
        {
            await bus.PublishConfirmedAsync(change, time, cancellationToken);
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotTold(logger, change.State, failure.GetType().Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The change of the circuit to {State} could not be published yet ({Failure}); it is retried.")]
        public static partial void NotTold(ILogger logger, string state, string failure);
    }
}
