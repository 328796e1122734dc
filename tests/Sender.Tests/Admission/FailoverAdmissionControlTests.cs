using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.Admission;

public sealed class FailoverAdmissionControlTests : FailoverAdmissionControlBehaviour;

public sealed class FailoverAdmissionControlAloneTests : FailoverAdmissionControlBehaviour
{
    public FailoverAdmissionControlAloneTests() => Redis.GoAway();
}

public sealed class FailoverAdmissionControlAfterwardsTests : FailoverAdmissionControlBehaviour, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        Redis.GoAway();
        for (var i = 0; i < 100; i++)
        {
            await Admission.AskAsync(new AdmissionRequest("42", Contracts.Priority.Normal));
        }

        Redis.ComeBack();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The one call to Redis with its fallbacks, of one Sender.</summary>
public abstract class FailoverAdmissionControlBehaviour : AdmissionControlBehaviour, IDisposable
{
    private readonly FailoverLedger _ledger;
    private readonly FailoverChatStore _chats;
    private readonly FailoverAdmissionControl _admission;

    protected FailoverAdmissionControlBehaviour()
    {
        var (keys, limits, options) = (TestRedis.FreshKeys(), new LimitOptions(), new LedgerOptions { Owner = "me" });
        var (redis, failover) = (Redis.Redis, Redis.Failover);
        _ledger = new FailoverLedger(new RedisLedger(redis, keys, options, Time), new InMemoryLedger(options, Time), failover, Time);
        _chats = new FailoverChatStore(new RedisChatStore(redis, keys, Time), new InMemoryChatStore(Time), failover);
        var limiter = new FailoverLimiter(new RedisLimiter(redis, keys, limits, Time), new InMemoryLimiter(limits, Time), failover);
        _admission = new FailoverAdmissionControl(new RedisAdmissionControl(redis, keys, limits, options, Time), _ledger, _chats, limiter, failover);
    }

    private protected RedisSwitch Redis { get; } = new();

    protected override IAdmissionControl Admission => _admission;

    /// <summary>Each message comes for the first time: any other waits for Redis.</summary>
    protected override ILedger Ledger => new FirstDeliveries(_ledger);

    protected override IChatStore Chats => _chats;

    public void Dispose()
    {
        Redis.Dispose();
        GC.SuppressFinalize(this);
    }
}
