using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Tests.Admission;

public sealed class InMemoryLimiterTests : LimiterBehaviour
{
    private InMemoryLimiter? _only;

    protected override ILimiter LimiterOf(string process)
    {
        _ = process;
        return _only ??= new InMemoryLimiter(Options, Time);
    }
}

public sealed class RedisLimiterTests : LimiterBehaviour
{
    private readonly RedisKeys _keys = TestRedis.FreshKeys();

    protected override ILimiter LimiterOf(string process) => new RedisLimiter(TestRedis.Connection, _keys, Options, Time);

    [Fact]
    public async Task A_chat_at_rest_leaves_nothing_behind_for_long()
    {
        await LimiterOf("a").AskAsync(new AdmissionRequest("42", Priority.Normal));

        var left = await TestRedis.Connection.GetDatabase().KeyTimeToLiveAsync(_keys.Of("limit", "42"));

        Assert.InRange(left!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task A_chat_that_is_open_again_leaves_the_list_with_the_next_one_though_nobody_reads_it()
    {
        await LimiterOf("a").PenaliseAsync("42", TimeSpan.FromSeconds(5));
        Time.Advance(TimeSpan.FromSeconds(6));

        await LimiterOf("a").PenaliseAsync("43", TimeSpan.FromSeconds(5));

        Assert.Equal(["43"], (await TestRedis.Connection.GetDatabase().SortedSetRangeByRankAsync(_keys.Of("limited"))).Select(chat => (string)chat!));
    }

    [Fact]
    public async Task The_list_of_closed_chats_ends_a_day_after_the_longest_wait_and_an_erased_chat_is_in_neither_list()
    {
        var (redis, chats) = (TestRedis.Connection.GetDatabase(), new RedisChatStore(TestRedis.Connection, _keys, Time));
        await LimiterOf("a").PenaliseAsync("42", TimeSpan.FromHours(20));
        await LimiterOf("a").PenaliseAsync("43", TimeSpan.FromSeconds(5));
        await chats.UnreachableAsync("42", FailureReason.Blocked);

        Assert.InRange((await redis.KeyTimeToLiveAsync(_keys.Of("limited"))).GetValueOrDefault(), TimeSpan.FromHours(44), TimeSpan.FromDays(2));
        await chats.ForgetAsync("42");

        Assert.Equal(["43"], (await redis.SortedSetRangeByRankAsync(_keys.Of("limited"))).Select(chat => (string)chat!));
        Assert.Equal(0, await redis.SortedSetLengthAsync(_keys.Of("chats")));
    }
}

/// <summary>What every limiter promises, with a clock that the test moves; a file for each subject.</summary>
public abstract partial class LimiterBehaviour
{
    private const string Group = "-1001234567890";

    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(1);

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    protected LimitOptions Options { get; set; } = new();

    private DateTimeOffset Start { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    protected abstract ILimiter LimiterOf(string process);

    private Task<AdmissionResult> AskAsync(string chat, Priority priority = Priority.Normal, long? place = null) => LimiterOf("a").AskAsync(new AdmissionRequest(chat, priority, place));

    /// <summary>Fills the bot's next moments as far as normal messages may.</summary>
    private async Task SaturateAsync()
    {
        for (var i = 0; i < 60; i++)
        {
            await GoAsync($"{600 + i}", Priority.Normal, "a");
        }

        while (await AskAsync($"{Random.Shared.Next(10_000, 10_000_000)}") is AdmissionResult.Go)
        {
        }
    }

    /// <summary>Asks as often as it is told to, as a Sender does.</summary>
    private async Task<DateTimeOffset> GoAsync(string chat, Priority priority, string process)
    {
        for (var round = 0; round < 100; round++)
        {
            switch (await LimiterOf(process).AskAsync(new AdmissionRequest(chat, priority)))
            {
                case AdmissionResult.Go go:
                    return go.At;
                case AdmissionResult.BotWaits wait:
                    Time.SetUtcNow(wait.Until);
                    break;
            }
        }

        throw new InvalidOperationException("It was never let through.");
    }

    /// <summary>When the next message to the chat goes, and at once if it may.</summary>
    private async Task<DateTimeOffset> PlaceOfAsync(string chat)
    {
        while (true)
        {
            switch (await AskAsync(chat))
            {
                case AdmissionResult.Go go:
                    return go.At;
                case AdmissionResult.ChatWaits wait:
                    return wait.Until;
                case AdmissionResult.BotWaits wait:
                    Time.SetUtcNow(wait.Until);
                    break;
            }
        }
    }

    private async Task<TimeSpan> WaitOfAsync(string chat, Priority priority) => await AskAsync(chat, priority) switch
    {
        AdmissionResult.ChatWaits wait => wait.Until - Time.GetUtcNow(),
        AdmissionResult.Go go => go.At - Start > TimeSpan.FromMilliseconds(200) ? throw new InvalidOperationException("The bot's limit came in between.") : TimeSpan.Zero,
        _ => throw new InvalidOperationException("The bot's limit came in between."),
    };
}
