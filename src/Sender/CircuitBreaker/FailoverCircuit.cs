using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.CircuitBreaker;

/// <summary>The circuit in Redis; while it is unavailable, one of this process's own.</summary>
public sealed class FailoverCircuit(RedisCircuit shared, InMemoryCircuit own, RedisFailover outage) : ICircuit
{
    public Task<CircuitReport> ReportAsync(int failures, int successes) =>
        outage.AskAsync("circuit", () => shared.ReportAsync(failures, successes), () => own.ReportAsync(failures, successes));

    public Task<CircuitState> LookAsync() => outage.AskAsync("circuit", shared.LookAsync, own.LookAsync);

    public Task<bool> TryProbeAsync() => outage.AskAsync("circuit", shared.TryProbeAsync, own.TryProbeAsync);

    public Task<CircuitReport> ProbedAsync(bool succeeded) => outage.AskAsync("circuit", () => shared.ProbedAsync(succeeded), () => own.ProbedAsync(succeeded));
}
