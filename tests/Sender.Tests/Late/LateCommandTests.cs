using MassTransit;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.TestKit.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests.Late;

/// <summary>What a Sender was told that it failed is not applied when the network gives it back: by then the Sender went on without Redis.</summary>
public sealed class LateCommandTests
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();

    [Fact]
    public async Task A_release_that_failed_does_not_open_a_later_claim()
    {
        await using var network = await LateNetwork.StartAsync();
        var (through, past) = (Ledger(network.Url), Ledger(network.DirectUrl));
        var key = new LedgerKey(Guid.NewGuid());
        await through.ClaimAsync(key);

        await network.DeliverLateAsync(() => FailsAsync(() => through.ReleaseAsync(key)));

        Assert.Equal(EntryState.Claimed, (await past.FindAsync(key))!.State);
    }

    [Fact]
    public async Task A_claim_that_failed_holds_no_message_back()
    {
        await using var network = await LateNetwork.StartAsync();
        var (through, past) = (Ledger(network.Url), Ledger(network.DirectUrl));
        var key = new LedgerKey(Guid.NewGuid());
        await through.ClaimAsync(new LedgerKey(Guid.NewGuid()));

        await network.DeliverLateAsync(() => FailsAsync(() => through.ClaimAsync(key)));

        Assert.Null(await past.FindAsync(key));
    }

    [Fact]
    public async Task A_question_to_the_limits_that_failed_takes_no_place()
    {
        await using var network = await LateNetwork.StartAsync();
        var (through, past) = (TestRedis.Connect(network.Url), TestRedis.Connect(network.DirectUrl));
        var limiter = new RedisLimiter(through, _keys, new LimitOptions(), new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50)));
        await limiter.AskAsync(new AdmissionRequest("1", Priority.Normal));

        await network.DeliverLateAsync(() => FailsAsync(() => limiter.AskAsync(new AdmissionRequest("2", Priority.Normal))));

        Assert.True(await past.GetDatabase().KeyExistsAsync(_keys.Of("limit", "1")));
        Assert.False(await past.GetDatabase().KeyExistsAsync(_keys.Of("limit", "2")));
    }

    private static async Task FailsAsync(Func<Task> call) => Assert.True(RedisAvailability.IsUnavailable(await Assert.ThrowsAnyAsync<Exception>(call)));

    private RedisLedger Ledger(string url) => new(TestRedis.Connect(url), _keys, new LedgerOptions(), TimeProvider.System);
}
