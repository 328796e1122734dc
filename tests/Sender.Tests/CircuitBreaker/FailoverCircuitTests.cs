using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.CircuitBreaker;

/// <summary>While Redis is there, all Senders have one circuit.</summary>
public sealed class FailoverCircuitTests : CircuitBehaviour, IDisposable
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();
    private readonly RedisSwitch _redis = new();

    public void Dispose() => _redis.Dispose();

    protected override ICircuit CircuitOf(string process) => new FailoverCircuit(new RedisCircuit(_redis.Redis, _keys, Options, Time), new InMemoryCircuit(Options, Time), _redis.Failover);
}

/// <summary>While Redis is unavailable, a Sender has one of its own.</summary>
public sealed class FailoverCircuitAloneTests : CircuitBehaviour, IDisposable
{
    private readonly RedisSwitch _redis = new RedisSwitch().GoAway();
    private FailoverCircuit? _only;

    public void Dispose() => _redis.Dispose();

    protected override ICircuit CircuitOf(string process)
    {
        _ = process;
        return _only ??= new FailoverCircuit(new RedisCircuit(_redis.Redis, TestRedis.FreshKeys(), Options, Time), new InMemoryCircuit(Options, Time), _redis.Failover);
    }
}

/// <summary>When Redis is back, the one that a Sender opened by itself keeps nothing from being sent.</summary>
public sealed class FailoverCircuitAfterwardsTests : CircuitBehaviour, IAsyncLifetime
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();
    private readonly RedisSwitch _redis = new();
    private InMemoryCircuit? _own;

    public async ValueTask InitializeAsync()
    {
        _own = new InMemoryCircuit(Options, Time);
        _redis.GoAway();
        Assert.Equal(new CircuitReport(CircuitState.Open, Changed: true), await CircuitOf("first").ReportAsync(failures: 8, successes: 0));
        _redis.ComeBack();
    }

    public ValueTask DisposeAsync()
    {
        _redis.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override ICircuit CircuitOf(string process) => new FailoverCircuit(new RedisCircuit(_redis.Redis, _keys, Options, Time), _own!, _redis.Failover);
}
