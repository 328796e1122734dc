namespace PhStudio.Messaging.Sender.CircuitBreaker;

/// <summary>The circuit of a single process.</summary>
public sealed class InMemoryCircuit(CircuitOptions options, TimeProvider time) : ICircuit
{
    private readonly Lock _gate = new();
    private CircuitState _state;
    private DateTimeOffset _windowStart;
    private DateTimeOffset _probeAt;
    private int _failed;
    private int _succeeded;

    public Task<CircuitReport> ReportAsync(int failures, int successes)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (now - _windowStart >= options.Window)
            {
                (_windowStart, _failed, _succeeded) = (now, 0, 0);
            }

            _failed += failures;
            _succeeded += successes;
            if (_state != CircuitState.Closed || _failed < options.Failures || _failed < _succeeded)
            {
                return Task.FromResult(new CircuitReport(_state, Changed: false));
            }

            (_state, _probeAt) = (CircuitState.Open, now + options.Pause);
            return Task.FromResult(new CircuitReport(_state, Changed: true));
        }
    }

    public Task<CircuitState> LookAsync()
    {
        lock (_gate)
        {
            return Task.FromResult(_state);
        }
    }

    public Task<bool> TryProbeAsync()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_state == CircuitState.Closed || now < _probeAt)
            {
                return Task.FromResult(false);
            }

            (_state, _probeAt) = (CircuitState.HalfOpen, now + options.ProbeTimeout);
            return Task.FromResult(true);
        }
    }

    public Task<CircuitReport> ProbedAsync(bool succeeded)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var changed = succeeded && _state != CircuitState.Closed;
            if (succeeded)
            {
                (_state, _windowStart, _failed, _succeeded) = (CircuitState.Closed, now, 0, 0);
            }
            else if (_state != CircuitState.Closed)
            {
                (_state, _probeAt) = (CircuitState.Open, now + options.Pause);
            }

            return Task.FromResult(new CircuitReport(_state, changed));
        }
    }
}
