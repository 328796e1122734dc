using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Tests.Limits;

public sealed class InMemoryLimiterTests : LimiterBehaviour
{
    private InMemoryLimiter? only;

    protected override ILimiter LimiterOf(string process)
    {
        _ = process;
        return only ??= new InMemoryLimiter(Options, Time);
    }
}

public sealed class RedisLimiterTests : LimiterBehaviour
{
    private readonly RedisKeys keys = TestRedis.FreshKeys();

    protected override ILimiter LimiterOf(string process) => new RedisLimiter(TestRedis.Connection, keys, Options, Time);

    [Fact]
    public async Task A_chat_at_rest_leaves_nothing_behind_for_long()
    {
        await LimiterOf("a").Ask(new Permission("42", Priority.Normal));

        var left = await TestRedis.Connection.GetDatabase().KeyTimeToLiveAsync(keys.Of("limit", "42"));

        Assert.InRange(left!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(3));
    }
}

/// <summary>What every limiter promises, with a clock that the test moves.</summary>
public abstract class LimiterBehaviour
{
    private const string Group = "-1001234567890";

    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(1);

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    protected LimitOptions Options { get; set; } = new();

    private DateTimeOffset Start { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    protected abstract ILimiter LimiterOf(string process);

    [Fact]
    public async Task Nine_hundred_private_chats_take_thirty_seconds_from_three_processes_together()
    {
        var sent = new List<DateTimeOffset>();
        for (var i = 0; i < 900; i++)
        {
            sent.Add(await Go($"{1000 + i}", Priority.Normal, $"process {i % 3}"));
        }

        Assert.InRange((sent[^1] - sent[0]).TotalSeconds, 899 / 30.0 - 0.01, 899 / 30.0 / 0.99);
        Assert.All(sent.Zip(sent.Skip(30)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(1) - (31 * Tick), "31 within one second"));
    }

    [Fact]
    public async Task A_private_chat_takes_a_short_burst_and_then_one_a_second()
    {
        var waits = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            waits.Add((await WaitOf("42", Priority.Normal)).TotalSeconds);
        }

        Assert.Equal([0, 0, 0, 1, 2, 3], waits.Select(wait => Math.Round(wait, 3)));
    }

    [Fact]
    public async Task A_group_takes_twenty_in_any_minute()
    {
        var sent = new List<DateTimeOffset>();
        for (var i = 0; i < 60; i++)
        {
            sent.Add(await PlaceOf(Group));
        }

        Assert.All(sent.Zip(sent.Skip(20)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMinutes(1) - Tick, "21 within one minute"));
        Assert.InRange((sent[^1] - Start).TotalSeconds, 120, 125);
    }

    [Fact]
    public async Task A_minute_is_counted_from_where_a_late_request_came_through()
    {
        var first = Assert.IsType<Verdict.Go>(await Ask(Group));
        for (var i = 1; i < 20; i++)
        {
            await PlaceOf(Group);
        }

        Time.SetUtcNow(Start + TimeSpan.FromSeconds(10));
        await LimiterOf("a").Arrived(Group, first.Stamp);
        Time.SetUtcNow(Start + TimeSpan.FromSeconds(60));

        // The twenty-first follows the first by a minute, and that came through at ten seconds.
        Assert.Equal(Start + TimeSpan.FromSeconds(70), Assert.IsType<Verdict.ChatWaits>(await Ask(Group)).Until);
    }

    [Fact]
    public async Task A_group_without_a_burst_takes_one_a_second()
    {
        Options = new LimitOptions { GroupBurst = 1 };
        var sent = new List<DateTimeOffset>();
        for (var i = 0; i < 10; i++)
        {
            sent.Add(await PlaceOf(Group));
        }

        Assert.All(sent.Zip(sent.Skip(1)), pair => Assert.Equal(1, (pair.Second - pair.First).TotalSeconds, 3));
    }

    [Fact]
    public async Task Each_waiting_message_goes_at_its_own_time_and_in_its_order()
    {
        Options = new LimitOptions { GroupBurst = 1 };
        var waiting = new List<Verdict.ChatWaits>();
        for (var i = 0; i < 10; i++)
        {
            if (await Ask(Group) is Verdict.ChatWaits wait)
            {
                waiting.Add(wait);
            }
        }

        foreach (var wait in waiting)
        {
            Time.SetUtcNow(wait.Until - TimeSpan.FromMilliseconds(1));
            Assert.Equal(wait.Until, Assert.IsType<Verdict.ChatWaits>(await Ask(Group, place: wait.Place)).Until);
            Time.SetUtcNow(wait.Until);
            Assert.IsType<Verdict.Go>(await Ask(Group, place: wait.Place));
        }

        Assert.Equal(9, waiting.Count);
    }

    [Fact]
    public async Task A_chat_that_must_wait_holds_up_no_other()
    {
        for (var i = 0; i < 300; i++)
        {
            await PlaceOf(Group);
        }

        Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.IsType<Verdict.Go>(await Ask("43"));
        Assert.IsType<Verdict.ChatWaits>(await Ask(Group));
    }

    [Fact]
    public async Task An_urgent_message_goes_ahead_of_its_chats_line_and_everybody_moves_up_together()
    {
        Options = new LimitOptions { GroupBurst = 1 };
        await Ask(Group);
        var first = Assert.IsType<Verdict.ChatWaits>(await Ask(Group));
        var second = Assert.IsType<Verdict.ChatWaits>(await Ask(Group));

        var urgent = Assert.IsType<Verdict.ChatWaits>(await Ask(Group, Priority.Critical));
        Time.SetUtcNow(urgent.Until);
        Assert.IsType<Verdict.Go>(await Ask(Group, Priority.Critical, place: urgent.Place));
        var firstLater = Assert.IsType<Verdict.ChatWaits>(await Ask(Group, place: first.Place));
        var secondLater = Assert.IsType<Verdict.ChatWaits>(await Ask(Group, place: second.Place));

        Assert.Equal(Start + TimeSpan.FromSeconds(1), urgent.Until);
        Assert.Equal(TimeSpan.FromSeconds(3), firstLater.Until - first.Until);
        Assert.Equal(TimeSpan.FromSeconds(3), secondLater.Until - second.Until);
    }

    [Fact]
    public async Task Urgent_messages_take_the_bots_next_moment_however_many_others_wait()
    {
        await Saturate();

        var low = Assert.IsType<Verdict.BotWaits>(await Ask("900", Priority.Low));
        var urgent = Assert.IsType<Verdict.Go>(await Ask("901", Priority.Critical));
        var high = Assert.IsType<Verdict.Go>(await Ask("902", Priority.High));

        Assert.True(low.Until > Time.GetUtcNow());
        Assert.InRange((urgent.At - Time.GetUtcNow()).TotalMilliseconds, 0, 160);
        Assert.Equal(1000 / 30.0, (high.At - urgent.At).TotalMilliseconds, 1);
    }

    [Fact]
    public async Task Low_gets_a_moment_after_ten_seconds_of_nothing_but_urgent_ones()
    {
        var low = 0;
        for (var i = 0; i < 30 * 25; i++)
        {
            var ahead = Assert.IsType<Verdict.Go>(await Ask($"{5000 + i}", Priority.Critical)).At - TimeSpan.FromMilliseconds(200);
            Time.SetUtcNow(ahead > Time.GetUtcNow() ? ahead : Time.GetUtcNow());
            low += await Ask($"{9000 + i}", Priority.Low) is Verdict.Go ? 1 : 0;
        }

        Assert.InRange(low, 2, 3);
    }

    [Fact]
    public async Task A_429_of_a_busy_chat_closes_that_chat_for_exactly_as_long_and_keeps_its_order()
    {
        Options = new LimitOptions { GroupBurst = 2 };
        await Ask(Group);
        var first = Assert.IsType<Verdict.Go>(await Ask(Group));
        var waiting = Assert.IsType<Verdict.ChatWaits>(await Ask(Group));

        var scope = await LimiterOf("a").Penalise(Group, TimeSpan.FromSeconds(40));
        var refused = Assert.IsType<Verdict.ChatWaits>(await LimiterOf("b").Ask(new Permission(Group, Priority.Normal, first.Place)));
        var behind = Assert.IsType<Verdict.ChatWaits>(await Ask(Group, place: waiting.Place));

        Assert.Equal(Scope.Chat, scope);
        Assert.Equal(Start + TimeSpan.FromSeconds(40), refused.Until);
        Assert.Equal(waiting.Until + TimeSpan.FromSeconds(40), behind.Until);
        Assert.IsType<Verdict.Go>(await Ask("44"));
        Time.SetUtcNow(refused.Until);
        Assert.IsType<Verdict.Go>(await Ask(Group, place: first.Place));
    }

    [Fact]
    public async Task A_429_that_a_rested_chat_cannot_have_earned_closes_the_busy_bot_in_all_processes()
    {
        await Saturate();

        var scope = await LimiterOf("a").Penalise("77", TimeSpan.FromSeconds(8));
        var normal = Assert.IsType<Verdict.BotWaits>(await LimiterOf("b").Ask(new Permission("78", Priority.Normal)));
        var critical = Assert.IsType<Verdict.BotWaits>(await LimiterOf("c").Ask(new Permission("79", Priority.Critical)));

        Assert.Equal(Scope.Bot, scope);
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromSeconds(8), normal.Until);
        Assert.Equal(normal.Until, critical.Until);
    }

    [Fact]
    public async Task A_second_chats_429_within_ten_seconds_is_the_bots()
    {
        await Ask("1");
        await Ask("2");

        Assert.Equal(Scope.Chat, await LimiterOf("a").Penalise("1", TimeSpan.FromSeconds(5)));
        Assert.Equal(Scope.Bot, await LimiterOf("b").Penalise("2", TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Limits_of_zero_are_lifted()
    {
        Options = new LimitOptions { BotRequests = 0, GroupInterval = TimeSpan.Zero, GroupPerMinute = 0, PrivateInterval = TimeSpan.Zero };

        for (var i = 0; i < 200; i++)
        {
            Assert.IsType<Verdict.Go>(await Ask(Group, Priority.Low));
            Assert.IsType<Verdict.Go>(await Ask("42", Priority.Low));
        }
    }

    private Task<Verdict> Ask(string chat, Priority priority = Priority.Normal, long? place = null) => LimiterOf("a").Ask(new Permission(chat, priority, place));

    /// <summary>Fills the bot's next moments as far as normal messages may.</summary>
    private async Task Saturate()
    {
        for (var i = 0; i < 60; i++)
        {
            await Go($"{600 + i}", Priority.Normal, "a");
        }

        while (await Ask($"{Random.Shared.Next(10_000, 10_000_000)}") is Verdict.Go)
        {
        }
    }

    /// <summary>Asks as often as it is told to, as a Sender does.</summary>
    private async Task<DateTimeOffset> Go(string chat, Priority priority, string process)
    {
        for (var round = 0; round < 100; round++)
        {
            switch (await LimiterOf(process).Ask(new Permission(chat, priority)))
            {
                case Verdict.Go go:
                    return go.At;
                case Verdict.BotWaits wait:
                    Time.SetUtcNow(wait.Until);
                    break;
            }
        }

        throw new InvalidOperationException("It was never let through.");
    }

    /// <summary>When the next message to the chat goes, and at once if it may.</summary>
    private async Task<DateTimeOffset> PlaceOf(string chat)
    {
        while (true)
        {
            switch (await Ask(chat))
            {
                case Verdict.Go go:
                    return go.At;
                case Verdict.ChatWaits wait:
                    return wait.Until;
                case Verdict.BotWaits wait:
                    Time.SetUtcNow(wait.Until);
                    break;
            }
        }
    }

    private async Task<TimeSpan> WaitOf(string chat, Priority priority) => await Ask(chat, priority) switch
    {
        Verdict.ChatWaits wait => wait.Until - Time.GetUtcNow(),
        Verdict.Go go => go.At - Start > TimeSpan.FromMilliseconds(200) ? throw new InvalidOperationException("The bot's limit came in between.") : TimeSpan.Zero,
        _ => throw new InvalidOperationException("The bot's limit came in between."),
    };
}
