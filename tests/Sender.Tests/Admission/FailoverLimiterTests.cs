using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>While Redis is there, all Senders keep the limits together.</summary>
public sealed class FailoverLimiterTests : LimiterBehaviour, IDisposable
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();
    private readonly RedisSwitch _redis = new();

    public void Dispose() => _redis.Dispose();

    protected override ILimiter LimiterOf(string process) => new FailoverLimiter(new RedisLimiter(_redis.Redis, _keys, Options, Time), new InMemoryLimiter(Options, Time), _redis.Failover);
}

/// <summary>While Redis is unavailable, a Sender keeps its share of them by itself.</summary>
public sealed class FailoverLimiterAloneTests : LimiterBehaviour, IDisposable
{
    private readonly RedisSwitch _redis = new RedisSwitch().GoAway();
    private FailoverLimiter? _only;

    public void Dispose() => _redis.Dispose();

    protected override ILimiter LimiterOf(string process)
    {
        _ = process;
        return _only ??= new FailoverLimiter(new RedisLimiter(_redis.Redis, TestRedis.FreshKeys(), Options, Time), new InMemoryLimiter(Options, Time), _redis.Failover);
    }
}

/// <summary>When Redis is back, what a Sender counted by itself is no hindrance.</summary>
public sealed class FailoverLimiterAfterwardsTests : LimiterBehaviour, IAsyncLifetime
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();
    private readonly RedisSwitch _redis = new();
    private InMemoryLimiter? _own;

    public async ValueTask InitializeAsync()
    {
        _own = new InMemoryLimiter(Options, Time);
        _redis.GoAway();
        for (var i = 0; i < 100; i++)
        {
            await LimiterOf("a").AskAsync(new AdmissionRequest("42", Priority.Normal));
        }

        await LimiterOf("a").PenaliseAsync("42", TimeSpan.FromMinutes(1));
        Assert.Single(await LimiterOf("a").ClosedAsync());
        _redis.ComeBack();
    }

    public ValueTask DisposeAsync()
    {
        _redis.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override ILimiter LimiterOf(string process) => new FailoverLimiter(new RedisLimiter(_redis.Redis, _keys, Options, Time), _own!, _redis.Failover);
}
