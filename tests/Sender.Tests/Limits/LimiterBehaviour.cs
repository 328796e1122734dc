using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Clearance;
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

/// <summary>What every limiter promises, with a clock that the test moves; a file for each subject.</summary>
public abstract partial class LimiterBehaviour
{
    private const string Group = "-1001234567890";

    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(1);

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    protected LimitOptions Options { get; set; } = new();

    private DateTimeOffset Start { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    protected abstract ILimiter LimiterOf(string process);

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
