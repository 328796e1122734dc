using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>The tests' Redis as one Sender sees it: there, unavailable, or back after an outage.</summary>
internal sealed class RedisSwitch : IDisposable
{
    private readonly StrongBox<bool> _isOff = new(value: false);
    private readonly SenderMetrics _metrics = new(30);

    // The outage has a clock of its own: what is tested has the test's.
    private readonly FakeTimeProvider _time = new();

    public RedisSwitch()
    {
        Redis = RedisOff.Of(TestRedis.Connection, _isOff);
        Failover = new RedisFailover(_metrics, _time, NullLogger<RedisFailover>.Instance);
    }

    /// <summary>No command reaches the server through this while it is unavailable.</summary>
    public IConnectionMultiplexer Redis { get; }

    public RedisFailover Failover { get; }

    public RedisSwitch GoAway()
    {
        _isOff.Value = true;
        return this;
    }

    public void ComeBack()
    {
        _isOff.Value = false;
        _time.Advance(TimeSpan.FromSeconds(2));
    }

    public void Dispose() => _metrics.Dispose();
}
