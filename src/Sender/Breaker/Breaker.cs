using PhStudio.Messaging.Sender.Gate;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Breaker;

/// <summary>
/// This process's part in the circuit: counts what its requests came to, stops everything while the circuit is open,
/// and has <see cref="CircuitNews"/> tell everybody where it was the one that opened or closed it.
/// </summary>
public sealed partial class Breaker(ICircuit circuit, CircuitOptions options, Standstill standstill, CircuitNews news, TimeProvider time, ILogger<Breaker> logger)
{
    private const string Reason = "the circuit to Telegram is open";

    private int successes;
    private long lastFailure;

    /// <summary>Where the circuit stands, as this process last heard.</summary>
    public CircuitState State { get; private set; }

    /// <summary>
    /// Counts one outcome. Only failures cost a call: the successes since the last one go with it, unless that was before the window.
    /// What went well before the first failure says nothing about now, and would keep the circuit closed while everything fails.
    /// </summary>
    public async Task Note(Outcome outcome)
    {
        if (outcome is Outcome.Transient or Outcome.Ambiguous)
        {
            await Report();
        }
        else
        {
            Interlocked.Increment(ref successes);
        }
    }

    /// <summary>Learns what other processes did.</summary>
    public async Task Refresh() => Apply(await circuit.Look());

    /// <summary>Makes the probe if one is due and nobody else makes it. A question for the bot is no message: its repetition harms nobody.</summary>
    public async Task ProbeIfDue(Func<Task<Answer>> probe)
    {
        if (State == CircuitState.Closed || !await circuit.TryProbe())
        {
            return;
        }

        Apply(CircuitState.HalfOpen);
        var reached = Classification.Classify(await probe()) is not (Outcome.Transient or Outcome.Ambiguous);
        Applied(await circuit.Probed(reached));
    }

    private async Task Report()
    {
        var now = time.GetUtcNow();
        var isRecent = now.UtcTicks - Interlocked.Exchange(ref lastFailure, now.UtcTicks) < options.Window.Ticks;
        var since = Interlocked.Exchange(ref successes, 0);
        Applied(await circuit.Report(failures: 1, isRecent ? since : 0));
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
            standstill.Resume(Reason);
        }
        else
        {
            standstill.Stop(Reason);
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
