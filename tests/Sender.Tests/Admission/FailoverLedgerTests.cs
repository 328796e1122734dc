using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>What is written to Redis when it is back.</summary>
public sealed class FailoverLedgerTests
{
    [Fact]
    public async Task An_entry_that_cannot_be_written_keeps_no_other_from_it()
    {
        var (keys, time, options) = (TestRedis.FreshKeys(), new FakeTimeProvider(TimeProvider.System.GetUtcNow()), new LedgerOptions());
        using var metrics = new SenderMetrics(30);
        var shared = new RedisLedger(TestRedis.Connection, keys, options, time);
        var ledger = new FailoverLedger(shared, new InMemoryLedger(options, time), new RedisFailover(metrics, time, NullLogger<RedisFailover>.Instance), time);
        var broken = new LedgerKey(Guid.NewGuid());
        var others = Enumerable.Range(0, 20).Select(_ => new LedgerKey(Guid.NewGuid())).ToList();
        // Of another type than the ledger's: the server refuses each write, and is not tried for the next second.
        await TestRedis.Connection.GetDatabase().StringSetAsync(RedisLedger.EntryKey(keys, broken), "no entry", TimeSpan.FromMinutes(5));
        foreach (var key in others.Prepend(broken))
        {
            await ledger.SentAsync(key, new DeliveredMessage("5", 7, time.GetUtcNow()));
        }

        Assert.Null(await shared.FindAsync(others[0]));
        await Assert.ThrowsAsync<RedisServerException>(ledger.CatchUpAsync);

        Assert.True(ledger.IsAheadOfRedis(broken));
        foreach (var key in others)
        {
            Assert.Equal(EntryState.Sent, (await shared.FindAsync(key))?.State);
        }
    }
}
