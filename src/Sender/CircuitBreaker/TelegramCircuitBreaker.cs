using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.CircuitBreaker;

/// <summary>
/// This process's part in the circuit: counts what its requests came to, stops everything while the circuit is open,
/// and publishes the change by <see cref="CircuitPublisher"/> where this process opened or closed it.
/// </summary>
public sealed partial class TelegramCircuitBreaker(ICircuit circuit, CircuitOptions options, DeliveryPause pause, CircuitPublisher news, TimeProvider time, ILogger<TelegramCircuitBreaker> logger)
{
    private const string Reason = "the circuit to Telegram is open";

    private int _successes;
    private long _lastFailure;

    /// <summary>The circuit's state as this process knows it.</summary>
    public CircuitState State { get; private set; }

    /// <summary>
    /// Counts one outcome. Only failures cost a call: the successes since the last one go with it, unless that was before the window.
    /// Successes before the first failure would keep the circuit closed while everything fails.
    /// </summary>
    public async Task NoteAsync(TelegramOutcome outcome)
    {
        if (outcome is TelegramOutcome.Transient or TelegramOutcome.Ambiguous)
        {
            await ReportAsync();
        }
        else
        {
            Interlocked.Increment(ref _successes);
        }
    }

    /// <summary>Reads what other processes did.</summary>
    public async Task RefreshAsync() => Apply(await circuit.LookAsync());

    /// <summary>Makes the probe if one is due and no other process makes it. It is <c>getMe</c>, which is harmless to repeat.</summary>
    public async Task ProbeIfDueAsync(Func<Task<TelegramResponse>> probe)
    {
        if (State == CircuitState.Closed || !await circuit.TryProbeAsync())
        {
            return;
        }

        Apply(CircuitState.HalfOpen);
        var reached = Classification.Classify(await probe()) is not (TelegramOutcome.Transient or TelegramOutcome.Ambiguous);
        Applied(await circuit.ProbedAsync(reached));
    }

    private async Task ReportAsync()
    {
        var now = time.GetUtcNow();
        var isRecent = now.UtcTicks - Interlocked.Exchange(ref _lastFailure, now.UtcTicks) < options.Window.Ticks;
        var since = Interlocked.Exchange(ref _successes, 0);
        Applied(await circuit.ReportAsync(failures: 1, isRecent ? since : 0));
    }

    private void Applied(CircuitReport report)
    {
        Apply(report.State);
        if (report.Changed)
        {
            Log.Changed(logger, report.State);
            news.Tell(report.State);
        }
    }

    private void Apply(CircuitState state)
    {
        State = state;
        if (state == CircuitState.Closed)
        {
            pause.Resume(Reason);
        }
        else
        {
            pause.Stop(Reason);
        }
    }

    /// <summary>The state as <c>/status</c> shows it.</summary>
    public static string NameOf(CircuitState state) => state switch
    {
        CircuitState.Closed => "closed",
        CircuitState.Open => "open",
        _ => "half_open",
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The circuit to Telegram is now {State}.")]
        public static partial void Changed(ILogger logger, CircuitState state);
    }
}
