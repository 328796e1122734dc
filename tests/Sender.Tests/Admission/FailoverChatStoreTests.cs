using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>While Redis is there, and when it is back.</summary>
public sealed class FailoverChatStoreTests : ChatStoreBehaviour, IDisposable
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();
    private readonly RedisSwitch _redis = new();

    public void Dispose() => _redis.Dispose();

    protected override IChatStore Chats => new FailoverChatStore(new RedisChatStore(_redis.Redis, _keys, Time), new InMemoryChatStore(Time), _redis.Failover);
}

/// <summary>When Redis is back, what a Sender learned of another chat by itself changes nothing.</summary>
public sealed class FailoverChatStoreAfterwardsTests : ChatStoreBehaviour, IAsyncLifetime
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();
    private readonly RedisSwitch _redis = new();
    private InMemoryChatStore? _own;

    public async ValueTask InitializeAsync()
    {
        _own = new InMemoryChatStore(Time);
        _redis.GoAway();
        await Chats.UnreachableAsync("99", FailureReason.Blocked);
        Assert.NotNull(await Chats.FindAsync("99"));
        _redis.ComeBack();
    }

    public ValueTask DisposeAsync()
    {
        _redis.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override IChatStore Chats => new FailoverChatStore(new RedisChatStore(_redis.Redis, _keys, Time), _own!, _redis.Failover);
}

/// <summary>While Redis is unavailable a Sender goes by what it learned itself; what all have to know waits.</summary>
public sealed class FailoverChatStoreAloneTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
    private readonly RedisSwitch _redis = new RedisSwitch().GoAway();
    private readonly FailoverChatStore _chats;

    public FailoverChatStoreAloneTests() =>
        _chats = new FailoverChatStore(new RedisChatStore(_redis.Redis, TestRedis.FreshKeys(), _time), new InMemoryChatStore(_time), _redis.Failover);

    [Fact]
    public async Task What_it_learns_counts_at_once()
    {
        await _chats.UnreachableAsync("6", FailureReason.ChatNotFound);
        await _chats.UnreachableAsync("6", FailureReason.ChatNotFound);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _chats.MigratedAsync("-5", "-1005");

        Assert.True((await _chats.FindAsync("6"))!.IsClosed(_time.GetUtcNow()));
        Assert.Equal("-1005", (await _chats.FindAsync("-5"))?.MovedTo);
        Assert.Equal(["-5", "6"], (await _chats.ListAsync(after: null, 10)).Select(note => note.Place.ChatId));
    }

    [Fact]
    public async Task That_a_chat_is_reachable_again_is_told_and_tried_again_until_Redis_knows_it()
    {
        await _chats.UnreachableAsync("9", FailureReason.Blocked);
        var told = 0;

        await Assert.ThrowsAsync<TimeoutException>(ReachableAsync);
        Assert.Null(await _chats.FindAsync("9"));
        _redis.ComeBack();
        await ReachableAsync();

        Assert.Equal(1, told);

        Task ReachableAsync() => _chats.ReachableAsync("9", isWritten: true, _time.GetUtcNow(), () =>
        {
            told++;
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task An_order_to_ask_again_or_to_forget_waits_for_Redis()
    {
        await _chats.UnreachableAsync("9", FailureReason.Blocked);

        await Assert.ThrowsAsync<TimeoutException>(() => _chats.AskAgainAsync("9"));
        await Assert.ThrowsAsync<TimeoutException>(() => _chats.ForgetAsync("9"));
    }

    public void Dispose() => _redis.Dispose();
}
