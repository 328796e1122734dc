namespace PhStudio.Messaging.Sender.Breaker;

/// <summary>The circuit of a single process.</summary>
public sealed class InMemoryCircuit(CircuitOptions options, TimeProvider time) : ICircuit
{
    private readonly Lock gate = new();
    private CircuitState state;
    private DateTimeOffset windowStart;
    private DateTimeOffset probeAt;
    private int failed;
    private int succeeded;

    /// <inheritdoc />
    public Task<CircuitReport> Report(int failures, int successes)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            if (now - windowStart >= options.Window)
            {
                (windowStart, failed, succeeded) = (now, 0, 0);
            }

            failed += failures;
            succeeded += successes;
            if (state != CircuitState.Closed || failed < options.Failures || failed < succeeded)
            {
                return Task.FromResult(new CircuitReport(state, Changed: false));
            }

            (state, probeAt) = (CircuitState.Open, now + options.Pause);
            return Task.FromResult(new CircuitReport(state, Changed: true));
        }
    }

    /// <inheritdoc />
    public Task<CircuitState> Look()
    {
        lock (gate)
        {
            return Task.FromResult(state);
        }
    }

    /// <inheritdoc />
    public Task<bool> TryProbe()
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            if (state == CircuitState.Closed || now < probeAt)
            {
                return Task.FromResult(false);
            }

            (state, probeAt) = (CircuitState.HalfOpen, now + options.ProbePatience);
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc />
    public Task<CircuitReport> Probed(bool succeeded)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            var changed = succeeded && state != CircuitState.Closed;
            if (succeeded)
            {
                (state, windowStart, failed, this.succeeded) = (CircuitState.Closed, now, 0, 0);
            }
            else if (state != CircuitState.Closed)
            {
                (state, probeAt) = (CircuitState.Open, now + options.Pause);
            }

            return Task.FromResult(new CircuitReport(state, changed));
        }
    }
}
