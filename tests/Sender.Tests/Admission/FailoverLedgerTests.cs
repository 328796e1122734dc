using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>What is written to Redis when it is back.</summary>
public sealed class FailoverLedgerTests : IDisposable
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly LedgerOptions _options = new();
    private readonly LedgerKey _message = new(Guid.NewGuid());
    private readonly StrongBox<bool> _isOff = new(value: true);
    private readonly SenderMetrics _metrics = new(30);
    private readonly RedisLedger _shared;
    private readonly RedisLedger _another;
    private readonly FailoverLedger _ledger;

    public FailoverLedgerTests()
    {
        _shared = new RedisLedger(TestRedis.Connection, _keys, _options, _time);
        _another = new RedisLedger(TestRedis.Connection, _keys, new LedgerOptions { Owner = "another" }, _time);
        var outage = new RedisFailover(_metrics, _time, NullLogger<RedisFailover>.Instance);
        _ledger = new FailoverLedger(new RedisLedger(RedisOff.Of(TestRedis.Connection, _isOff), _keys, _options, _time), new InMemoryLedger(_options, _time), outage, _time);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_written_keeps_no_other_from_it()
    {
        var others = Enumerable.Range(0, 20).Select(_ => new LedgerKey(Guid.NewGuid())).ToList();
        // Of another type than the ledger's: the server refuses each write.
        await TestRedis.Connection.GetDatabase().StringSetAsync(RedisLedger.EntryKey(_keys, _message), "no entry", TimeSpan.FromMinutes(5));
        foreach (var key in others.Prepend(_message))
        {
            await _ledger.SentAsync(key, new DeliveredMessage("5", 7, _time.GetUtcNow()));
        }

        Assert.Null(await _shared.FindAsync(others[0]));
        RedisIsBack();
        await Assert.ThrowsAsync<RedisServerException>(_ledger.SyncAsync);

        Assert.True(_ledger.IsAheadOfRedis(_message));
        foreach (var key in others)
        {
            Assert.Equal(EntryState.Sent, (await _shared.FindAsync(key))?.State);
        }
    }

    [Fact]
    public async Task A_request_that_began_alone_is_claimed_in_Redis_before_its_answer_comes()
    {
        await _ledger.ClaimAsync(_message, isFirst: true);

        RedisIsBack();
        await _ledger.SyncAsync();

        Assert.IsType<Claim.Held>(await _another.ClaimAsync(_message));
        await _ledger.SentAsync(_message, new DeliveredMessage("5", 7, _time.GetUtcNow()));
        Assert.Equal((EntryState.Sent, 1), await _shared.FindAsync(_message) is { } entry ? (entry.State, entry.Attempts) : default);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_began_alone_and_has_no_answer_is_unknown_in_Redis(bool isWrittenBefore)
    {
        await _ledger.ClaimAsync(_message, isFirst: true);
        RedisIsBack();
        if (isWrittenBefore)
        {
            await _ledger.SyncAsync();
        }

        await _ledger.UnknownAsync(_message);
        await _ledger.SyncAsync();

        Assert.Equal(EntryState.Unknown, Assert.IsType<Claim.Settled>(await _another.ClaimAsync(_message)).Entry.State);
    }

    [Fact]
    public async Task A_message_that_is_tried_again_before_it_was_written_is_claimed_in_Redis()
    {
        await _ledger.ClaimAsync(_message, isFirst: true);
        await _ledger.ReleaseAsync(_message);
        await _ledger.ClaimAsync(_message);

        RedisIsBack();
        await _ledger.SyncAsync();

        Assert.IsType<Claim.Held>(await _another.ClaimAsync(_message));
    }

    [Fact]
    public async Task What_a_refusal_taught_while_Redis_was_away_is_known_to_all_afterwards()
    {
        await _ledger.ClaimAsync(_message, isFirst: true);
        await _ledger.LearnAsync(_message, Learned.PlainText);
        await _ledger.ReleaseAsync(_message);
        var edit = new LedgerKey(Guid.NewGuid());
        await _ledger.LearnAsync(edit, Learned.PlainText);

        RedisIsBack();
        await _ledger.SyncAsync();

        Assert.Equal(new LedgerEntry(EntryState.Open, 1, Learned: Learned.PlainText), await _another.FindAsync(_message));
        Assert.Equal(new LedgerEntry(EntryState.Open, 0, Learned: Learned.PlainText), await _another.FindAsync(edit));
    }

    [Fact]
    public async Task A_claim_in_Redis_that_is_released_alone_is_free_afterwards()
    {
        _isOff.Value = false;
        await _ledger.ClaimAsync(_message);
        _isOff.Value = true;
        await _ledger.ReleaseAsync(_message, counts: false);

        RedisIsBack();
        await _ledger.SyncAsync();

        Assert.Equal(new Claim.Granted(1), await _another.ClaimAsync(_message));
    }

    [Fact]
    public async Task What_was_known_in_one_outage_is_not_written_again_after_the_next()
    {
        await _ledger.ClaimAsync(_message, isFirst: true);
        await _ledger.FailedAsync(_message, FailureReason.Unavailable);
        RedisIsBack();
        await _ledger.SyncAsync();
        await _ledger.ReopenAsync(_message);
        await _ledger.ClaimAsync(_message);

        _isOff.Value = true;
        await _ledger.UnknownAsync(_message);
        RedisIsBack();
        await _ledger.SyncAsync();

        Assert.Equal(EntryState.Unknown, (await _another.FindAsync(_message))?.State);
    }

    /// <summary>What is learned says nothing of where a message stands: another Sender's entry, which cannot be read now, still holds (docs/decisions/0042).</summary>
    [Theory]
    [InlineData(Learned.OnItsWay)]
    [InlineData(Learned.Over)]
    [InlineData(Learned.Caption)]
    public async Task What_is_learned_while_Redis_is_away_sets_nothing_free(Learned learned)
    {
        await _another.ClaimAsync(_message);
        await _another.SentAsync(_message, new DeliveredMessage("5", 7, _time.GetUtcNow()));

        await _ledger.LearnAsync(_message, learned);

        Assert.False(_ledger.IsAheadOfRedis(_message));
        Assert.IsType<Claim.Held>(await _ledger.ClaimAsync(_message));
        Assert.IsType<Claim.Held>(await _ledger.LookAsync(_message));
        Assert.IsType<Claim.Held>(await _ledger.GiveUpAsync(_message, FailureReason.Cancelled));
        RedisIsBack();
        // Nothing is written yet.
        Assert.Equal((EntryState.Sent, learned), await _ledger.FindAsync(_message) is { } found ? (found.State, found.Learned) : default);
        Assert.IsType<Claim.Settled>(await _ledger.ClaimAsync(_message));

        await _ledger.SyncAsync();

        Assert.Equal((EntryState.Sent, learned), await _another.FindAsync(_message) is { } entry ? (entry.State, entry.Learned) : default);
    }

    [Fact]
    public async Task What_is_learned_while_Redis_is_away_is_known_to_this_process_at_once()
    {
        await _ledger.LearnAsync(_message, Learned.OnItsWay);
        await _ledger.ClaimAsync(_message, isFirst: true);
        await _ledger.LearnAsync(_message, Learned.PlainText);
        await _ledger.ReleaseAsync(_message);

        Assert.Equal(Learned.OnItsWay | Learned.PlainText, (await _ledger.FindAsync(_message))?.Learned);
        RedisIsBack();
        await _ledger.SyncAsync();

        Assert.Equal(new LedgerEntry(EntryState.Open, 1, Learned: Learned.OnItsWay | Learned.PlainText), await _another.FindAsync(_message));
    }

    [Fact]
    public async Task An_edit_that_was_made_alone_is_known_to_all_afterwards()
    {
        var (target, older) = (Guid.NewGuid(), _time.GetUtcNow());
        Assert.True(await _ledger.IsLatestEditAsync(target, older.AddSeconds(1)));

        RedisIsBack();
        Assert.False(await _ledger.IsLatestEditAsync(target, older));
        await _ledger.SyncAsync();

        Assert.False(await _another.IsLatestEditAsync(target, older));
        Assert.True(await _ledger.IsLatestEditAsync(target, older.AddSeconds(1)));
        Assert.True(await _another.IsLatestEditAsync(target, older.AddSeconds(2)));
        Assert.False(await _ledger.IsLatestEditAsync(target, older.AddSeconds(1)));
    }

    [Fact]
    public async Task What_was_taken_back_stays_so_when_Redis_fails_before_its_first_delivery_ends()
    {
        _isOff.Value = false;
        Assert.Null(await _ledger.GiveUpAsync(_message, FailureReason.Cancelled));
        _isOff.Value = true;

        Assert.Equal(FailureReason.Cancelled, (await _ledger.FindAsync(_message))?.Reason);
        Assert.Equal(FailureReason.Cancelled, Assert.IsType<Claim.Settled>(await _ledger.ClaimAsync(_message, isFirst: true)).Entry.Reason);
        RedisIsBack();
        await _ledger.SyncAsync();

        Assert.Equal(FailureReason.Cancelled, (await _another.FindAsync(_message))?.Reason);
        // It is forgotten where an operator has it sent again.
        Assert.True(await _ledger.ReopenAsync(_message));
        _isOff.Value = true;
        Assert.Equal(new Claim.Granted(1), await _ledger.ClaimAsync(_message, isFirst: true));
    }

    public void Dispose() => _metrics.Dispose();

    private void RedisIsBack()
    {
        _isOff.Value = false;
        _time.Advance(TimeSpan.FromSeconds(2));
    }
}
