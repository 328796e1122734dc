using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Tests.CircuitBreaker;

public sealed class InMemoryCircuitTests : CircuitBehaviour
{
    private InMemoryCircuit? _only;

    protected override ICircuit CircuitOf(string process)
    {
        _ = process;
        return _only ??= new InMemoryCircuit(Options, Time);
    }
}

public sealed class RedisCircuitTests : CircuitBehaviour
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();

    protected override ICircuit CircuitOf(string process) => new RedisCircuit(TestRedis.Connection, _keys, Options, Time);
}

/// <summary>What every circuit promises, with a clock that the test moves.</summary>
public abstract class CircuitBehaviour
{
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    protected CircuitOptions Options { get; } = new() { Failures = 8, Window = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromSeconds(2) };

    private ICircuit First => CircuitOf("first");

    private ICircuit Second => CircuitOf("second");

    protected abstract ICircuit CircuitOf(string process);

    [Fact]
    public async Task Enough_failures_of_all_processes_together_open_it_for_all_and_one_of_them_tells()
    {
        var reports = new List<CircuitReport>();
        for (var i = 0; i < 10; i++)
        {
            reports.Add(await (i % 2 == 0 ? First : Second).ReportAsync(failures: 1, successes: 0));
        }

        Assert.Single(reports, report => report.Changed);
        Assert.Equal(7, reports.FindIndex(report => report.State == CircuitState.Open));
        Assert.Equal((CircuitState.Open, CircuitState.Open), (await First.LookAsync(), await Second.LookAsync()));
    }

    [Fact]
    public async Task Failures_among_more_successes_leave_it_closed()
    {
        for (var i = 0; i < 50; i++)
        {
            await First.ReportAsync(failures: 1, successes: 2);
        }

        Assert.Equal(CircuitState.Closed, await First.LookAsync());
    }

    [Fact]
    public async Task Failures_of_another_window_do_not_count()
    {
        await First.ReportAsync(failures: 7, successes: 0);
        Time.Advance(TimeSpan.FromSeconds(10));
        await First.ReportAsync(failures: 7, successes: 0);

        Assert.Equal(CircuitState.Closed, await First.LookAsync());
    }

    [Fact]
    public async Task One_probe_at_a_time_tries_after_the_pause_and_a_good_one_closes_it()
    {
        await First.ReportAsync(failures: 8, successes: 0);

        var tooEarly = await First.TryProbeAsync();
        Time.Advance(TimeSpan.FromSeconds(2));
        var mine = await First.TryProbeAsync();
        var second = await Second.TryProbeAsync();
        var trying = await Second.LookAsync();
        var bad = await First.ProbedAsync(succeeded: false);
        Time.Advance(TimeSpan.FromSeconds(2));
        var again = await Second.TryProbeAsync();
        var good = await Second.ProbedAsync(succeeded: true);

        Assert.Equal((false, true, false), (tooEarly, mine, second));
        Assert.Equal(CircuitState.HalfOpen, trying);
        Assert.Equal(new CircuitReport(CircuitState.Open, Changed: false), bad);
        Assert.True(again);
        Assert.Equal(new CircuitReport(CircuitState.Closed, Changed: true), good);
        Assert.Equal(CircuitState.Closed, await First.LookAsync());
    }

    [Fact]
    public async Task A_probe_whose_process_died_is_made_by_another()
    {
        await First.ReportAsync(failures: 8, successes: 0);
        Time.Advance(TimeSpan.FromSeconds(2));
        await First.TryProbeAsync();
        Time.Advance(Options.ProbeTimeout);

        Assert.True(await Second.TryProbeAsync());
    }
}
