using PhStudio.Messaging.Sender.Breaker;

namespace PhStudio.Messaging.Sender.Outage;

/// <summary>The circuit in Redis; while it is away, one of this process's own.</summary>
public sealed class SharedCircuit(RedisCircuit shared, InMemoryCircuit own, RedisOutage outage) : ICircuit
{
    /// <inheritdoc />
    public Task<CircuitReport> Report(int failures, int successes) =>
        outage.Ask("circuit", () => shared.Report(failures, successes), () => own.Report(failures, successes));

    /// <inheritdoc />
    public Task<CircuitState> Look() => outage.Ask("circuit", shared.Look, own.Look);

    /// <inheritdoc />
    public Task<bool> TryProbe() => outage.Ask("circuit", shared.TryProbe, own.TryProbe);

    /// <inheritdoc />
    public Task<CircuitReport> Probed(bool succeeded) => outage.Ask("circuit", () => shared.Probed(succeeded), () => own.Probed(succeeded));
}
