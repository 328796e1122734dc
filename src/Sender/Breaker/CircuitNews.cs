using System.Threading.Channels;
using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Breaker;

/// <summary>
/// Publishes <see cref="TelegramCircuitChanged"/> in the order of the changes, apart from whoever made them: while the broker is away a publish waits,
/// and that must hold up neither the outcome of a request nor the next probe. What was not told when the process ends is not told any more;
/// readiness, the metric and <c>/status</c> show how the circuit stands.
/// </summary>
public sealed partial class CircuitNews(IBus bus, TimeProvider time, ILogger<CircuitNews> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<TelegramCircuitChanged> changes = Channel.CreateUnbounded<TelegramCircuitChanged>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Has everybody told, and waits for nothing.</summary>
    public void Tell(CircuitState state) => changes.Writer.TryWrite(new TelegramCircuitChanged { State = Breaker.NameOf(state), At = time.GetUtcNow() });

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in changes.Reader.ReadAllAsync(stoppingToken))
        {
            while (!await Told(change, stoppingToken))
            {
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    /// <summary>False where it is to be tried again: the broker's client and MassTransit throw a dozen types for a publish that was not confirmed.</summary>
    private async Task<bool> Told(TelegramCircuitChanged change, CancellationToken stoppingToken)
    {
        try
        {
            await bus.PublishConfirmed(change, time, stoppingToken);
            return true;
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            Log.NotTold(logger, change.State, failure.GetType().Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Nobody could be told yet that the circuit is {State} ({Failure}); it is tried again.")]
        public static partial void NotTold(ILogger logger, string state, string failure);
    }
}
