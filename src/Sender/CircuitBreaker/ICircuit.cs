namespace PhStudio.Messaging.Sender.CircuitBreaker;

/// <summary>
/// Whether Telegram can be reached, known to all Senders together: enough failures in a window open the circuit, one probe at a time tries
/// while it is open, a probe that succeeds closes it.
/// </summary>
public interface ICircuit
{
    /// <summary>Adds failures, and the successes since the last report, to the window.</summary>
    /// <returns>The state, and whether this report changed it.</returns>
    Task<CircuitReport> ReportAsync(int failures, int successes);

    /// <summary>The state now.</summary>
    Task<CircuitState> LookAsync();

    /// <summary>Takes the right to make the probe that is due; no other process gets it until the probe's timeout.</summary>
    Task<bool> TryProbeAsync();

    /// <summary>Reports the probe's result.</summary>
    /// <returns>The state, and whether this changed it.</returns>
    Task<CircuitReport> ProbedAsync(bool succeeded);
}

/// <summary>Where the circuit stands.</summary>
public enum CircuitState
{
    /// <summary>Telegram answers.</summary>
    Closed,

    /// <summary>Telegram does not answer; nothing is sent.</summary>
    Open,

    /// <summary>A probe is under way; nothing else is sent.</summary>
    HalfOpen,
}

/// <summary>The circuit after a report.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Changed">True for the one report that opened or closed it.</param>
public readonly record struct CircuitReport(CircuitState State, bool Changed);

/// <summary>When the circuit opens, and how it is tried.</summary>
public sealed record CircuitOptions
{
    /// <summary>How long failures are counted together, from <c>SENDER_CIRCUIT_WINDOW</c>. Default: 10 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many failures in a window open it, where they are at least half of the requests since the first of them, from <c>SENDER_CIRCUIT_FAILURES</c>. Default: 8.</summary>
    public int Failures { get; init; } = 8;

    /// <summary>The pause before each probe, from <c>SENDER_CIRCUIT_PAUSE</c>. Default: 2 s.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a probe may take before another is made in its place. Default: 15 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
