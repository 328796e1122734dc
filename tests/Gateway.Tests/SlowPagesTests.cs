using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Lists of which a page would take longer than a question may: it ends early, and who goes on by its cursor meets everything once.</summary>
public sealed class SlowPagesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_of_messages_ends_in_time_and_goes_on_by_its_cursor()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(RealServers.NewRedis()));
        var time = new SlowTime();
        var entries = Enumerable.Range(0, 2_200).Select(number => new MessageEntry { MessageId = Guid.NewGuid(), ChatId = number % 700 == 3 ? "asked" : "other", State = MessageState.Queued, At = DateTimeOffset.UnixEpoch }).ToList();
        var byMember = entries.ToDictionary(entry => entry.MessageId.ToString("N"));
        await redis.GetDatabase().SortedSetAddAsync("list", [.. entries.Select((entry, at) => new SortedSetEntry(entry.MessageId.ToString("N"), at))]);
        var list = new NewestFirst<MessageEntry>(redis.GetDatabase(), members => Task.FromResult<IReadOnlyList<MessageEntry?>>([.. members.Select(member => byMember[member])]), time);

        var (found, pages) = await AllAsync(after => list.ReadAsync("list", double.NegativeInfinity, double.PositiveInfinity, entry => entry.ChatId == "asked", after, 50));

        Assert.Equal(entries.Where(entry => entry.ChatId == "asked").Reverse().Select(entry => entry.MessageId), found.Select(entry => entry.MessageId));
        // Blocks of 500, each as long as a page may take.
        Assert.Equal(5, pages);
    }

    [Fact]
    public async Task A_page_of_the_audit_ends_in_time_and_goes_on_by_its_cursor()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(RealServers.NewRedis()));
        var trail = new RedisAuditTrail(redis, new AuditOptions(TimeSpan.FromDays(365)), new SlowTime());
        for (var number = 0; number < 20; number++)
        {
            await trail.AddAsync(new AuditRecord { At = TimeProvider.System.GetUtcNow(), Key = "console", What = "DELETE /people", Target = number % 7 == 3 ? "asked" : "other", IsOfPerson = true });
        }

        var (found, pages) = await AllAsync(after => trail.ReadAsync(new AuditFilter(Target: "asked"), after, 50));

        Assert.Equal(3, found.Count);
        Assert.Equal(21, pages);
    }

    private static async Task<(IReadOnlyList<T> Found, int Pages)> AllAsync<T>(Func<PageCursor?, Task<(IReadOnlyList<T>, PageCursor?)>> read)
    {
        var found = new List<T>();
        var pages = 0;
        PageCursor? after = null;
        do
        {
            var (page, next) = await read(after).WaitAsync(Token);
            found.AddRange(page);
            after = next;
            pages++;
        }
        while (after is not null && pages < 1_000);

        return (found, pages);
    }

    /// <summary>A machine so busy that a page's time is over whenever somebody looks.</summary>
    private sealed class SlowTime : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks) * PageBudget.MaxTime.Ticks;
    }
}
