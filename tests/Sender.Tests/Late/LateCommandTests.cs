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

    /// <summary>By then the order was kept without an erased person's words, or somebody chose what becomes of it.</summary>
    [Fact]
    public async Task What_was_to_be_noted_beside_an_entry_is_not_noted_late()
    {
        await using var network = await LateNetwork.StartAsync();
        var (through, past) = (Ledger(network.Url), Ledger(network.DirectUrl));
        var (key, parked, kept) = (new LedgerKey(Guid.NewGuid()), Guid.NewGuid(), Guid.NewGuid());
        await through.ParkAsync(kept, "kept");

        await network.DeliverLateAsync(() => Task.WhenAll(
            FailsAsync(() => through.ParkAsync(parked, "parked")),
            FailsAsync(() => through.UnparkAsync(kept)),
            FailsAsync(() => through.LearnAsync(key, Learned.PlainText))));

        Assert.Equal((null, "kept"), (await past.ParkedAsync(parked), await past.ParkedAsync(kept)));
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
