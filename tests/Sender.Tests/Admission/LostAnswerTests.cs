using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>Redis claims a message, and the connection breaks before the answer comes.</summary>
public sealed class LostAnswerTests : IAsyncLifetime
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly LedgerOptions _options = new();
    private readonly LedgerKey _message = new(Guid.NewGuid());
    private readonly StrongBox<bool> _isLosing = new(value: true);
    private readonly SenderMetrics _metrics = new(30);
    private readonly FailoverLedger _ledger;
    private readonly FailoverAdmissionControl _admission;

    public LostAnswerTests()
    {
        var redis = LostAnswers.Of<IConnectionMultiplexer>(TestRedis.Connection, _isLosing);
        var limits = new LimitOptions();
        var outage = new RedisFailover(_metrics, _time, NullLogger<RedisFailover>.Instance);
        _ledger = new FailoverLedger(new RedisLedger(redis, _keys, _options, _time), new InMemoryLedger(_options, _time), outage, _time);
        _admission = new FailoverAdmissionControl(
            new RedisAdmissionControl(redis, _keys, limits, _options, _time),
            _ledger,
            new FailoverChatStore(new RedisChatStore(redis, _keys, _time), new InMemoryChatStore(_time), outage),
            new FailoverLimiter(new RedisLimiter(redis, _keys, limits, _time), new InMemoryLimiter(limits, _time), outage),
            outage);
    }

    // The first script asks for the server's clock, and that answer must not be the lost one.
    public async ValueTask InitializeAsync() => await new RedisLedger(TestRedis.Connection, _keys, _options, _time).ReleaseAsync(_message);

    public ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_message_that_came_before_is_asked_for_again_as_if_nothing_was_claimed()
    {
        Assert.Null(Assert.IsType<AdmissionResult.Go>(await AskAsync()).Attempt);
        Assert.IsType<Claim.Held>(await _ledger.ClaimAsync(_message));
        Assert.Equal(EntryState.Claimed, await StateAsync());

        RedisAnswersAgain();

        Assert.Equal(1, Assert.IsType<AdmissionResult.Go>(await AskAsync()).Attempt);
        await _ledger.SyncAsync();
        Assert.Equal(EntryState.Claimed, await StateAsync());
    }

    [Fact]
    public async Task Any_other_Sender_may_have_it_as_soon_as_Redis_answers()
    {
        await AskAsync();
        await Assert.ThrowsAsync<TimeoutException>(_ledger.SyncAsync);

        RedisAnswersAgain();
        await _ledger.SyncAsync();

        Assert.Equal(new Claim.Granted(1), await new RedisLedger(TestRedis.Connection, _keys, new LedgerOptions { Owner = "another" }, _time).ClaimAsync(_message));
    }

    [Fact]
    public async Task A_claim_alone_whose_answer_was_lost_is_given_back_too()
    {
        Assert.IsType<Claim.Held>(await _ledger.ClaimAsync(_message));
        Assert.Equal(EntryState.Claimed, await StateAsync());

        RedisAnswersAgain();

        Assert.Equal(new Claim.Granted(1), await _ledger.ClaimAsync(_message));
    }

    [Fact]
    public async Task A_message_that_comes_for_the_first_time_is_sent_and_keeps_the_claim()
    {
        await AskAsync();
        Assert.Equal(new Claim.Granted(1), await _ledger.ClaimAsync(_message, isFirst: true));

        RedisAnswersAgain();
        await _ledger.SyncAsync();

        Assert.Equal(EntryState.Claimed, await StateAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_takes_a_message_back_or_looks_at_it_gives_back_no_claim_of_a_request_under_way(bool looks)
    {
        _isLosing.Value = false;
        Assert.Equal(new Claim.Granted(1), await _ledger.ClaimAsync(_message));
        _isLosing.Value = true;

        Assert.IsType<Claim.Held>(looks ? await _ledger.LookAsync(_message) : await _ledger.GiveUpAsync(_message, FailureReason.Cancelled));
        RedisAnswersAgain();
        await _ledger.SyncAsync();

        Assert.Equal(EntryState.Claimed, await StateAsync());
        Assert.IsType<Claim.Held>(await _ledger.GiveUpAsync(_message, FailureReason.Cancelled));
    }

    private void RedisAnswersAgain()
    {
        _isLosing.Value = false;
        _time.Advance(TimeSpan.FromSeconds(2));
    }

    private Task<AdmissionResult> AskAsync() => _admission.AskAsync(new AdmissionRequest("5", Priority.Normal, Entry: _message));

    private async Task<EntryState?> StateAsync() => (await new RedisLedger(TestRedis.Connection, _keys, _options, _time).FindAsync(_message))?.State;
}
