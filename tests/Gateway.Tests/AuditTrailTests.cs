using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What each audit trail keeps, and for how long; both behave alike.</summary>
public sealed class AuditTrailTests
{
    private static readonly RedisConnectionMonitor Monitored =
        new(RedisUrl.Parse(RealServers.Redis), RedisConnectionMonitorOptions.Default, NullLogger<RedisConnectionMonitor>.Instance);

    public static TheoryData<string> Trails => ["memory", "redis"];

    [Theory]
    [MemberData(nameof(Trails))]
    public async Task Pages_follow_each_other_newest_first_without_a_gap(string kind)
    {
        var trail = Trail(kind);
        // Of this test alone, whatever else lies in this Redis.
        var key = Guid.NewGuid().ToString();
        foreach (var number in Enumerable.Range(1, 7))
        {
            await trail.AddAsync(Record(key, $"{number}"));
            await trail.AddAsync(Record("somebody else", $"{number}"));
        }

        var seen = new List<string?>();
        PageCursor? cursor = null;
        var pages = 0;
        do
        {
            var (records, next) = await trail.ReadAsync(new AuditFilter(key), cursor, 3);
            seen.AddRange(records.Select(record => record.Target));
            cursor = next is { } written ? PageCursor.Read(written.ToString()) : null;
            pages++;
        }
        while (cursor is not null && pages < 10);

        Assert.Equal(["7", "6", "5", "4", "3", "2", "1"], seen);
        Assert.Equal(["4"], (await trail.ReadAsync(new AuditFilter(key, Target: "4"), null, 3)).Records.Select(record => record.Target));
        Assert.Empty((await trail.ReadAsync(new AuditFilter(key, From: TimeProvider.System.GetUtcNow().AddHours(1)), null, 3)).Records);
    }

    [Theory]
    [MemberData(nameof(Trails))]
    public async Task A_chat_that_a_record_is_about_is_found_by_its_number_until_its_person_is_erased(string kind)
    {
        var trail = Trail(kind);
        var (key, chat) = (Guid.NewGuid().ToString(), Random.Shared.NextInt64(1_000_000_000, 9_000_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await trail.AddAsync(Record(key, chat) with { IsOfPerson = true });
        await trail.AddAsync(Record(key, "another") with { IsOfPerson = true });
        // The id of a booking, which happens to be the same number.
        await trail.AddAsync(Record(key, chat));
        Assert.Equal(2, (await trail.ReadAsync(new AuditFilter(key, Target: chat), null, 5)).Records.Count);

        Assert.Equal(1, await trail.EraseAsync(new PersonTraces([], [], [], [], [chat])));

        Assert.Equal([chat, "another", "erased"], (await trail.ReadAsync(new AuditFilter(key), null, 5)).Records.Select(record => record.Target));
        Assert.Single((await trail.ReadAsync(new AuditFilter(key, Target: chat), null, 5)).Records);
    }

    [Theory]
    [MemberData(nameof(Trails))]
    public async Task A_record_has_all_the_messages_that_were_moved_and_is_found_by_each(string kind)
    {
        var trail = Trail(kind);
        var (key, ids) = (Guid.NewGuid().ToString(), Enumerable.Range(0, 1000).Select(_ => Guid.NewGuid().ToString()).ToList());
        await trail.AddAsync(Record(key, "send-low_error") with { Ids = ids });
        await trail.AddAsync(Record(key, "another"));

        Assert.Equal(ids, Assert.Single((await trail.ReadAsync(new AuditFilter(key, Target: ids[777]), null, 5)).Records).Ids);
        Assert.Equal([null, ids], (await trail.ReadAsync(new AuditFilter(key), null, 5)).Records.Select(record => record.Ids));
        Assert.Empty((await trail.ReadAsync(new AuditFilter(key, Target: Guid.NewGuid().ToString()), null, 5)).Records);
    }

    [Theory]
    [MemberData(nameof(Trails))]
    public async Task What_is_older_than_its_time_goes_also_where_nothing_comes_any_more(string kind)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(RealServers.NewRedis()));
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var options = new AuditOptions(TimeSpan.FromDays(365));
        IAuditTrail trail = kind == "memory" ? new InMemoryAuditTrail(options, time) : new RedisAuditTrail(redis, options, time);
        await trail.AddAsync(Record("console", "1"));
        await trail.AddAsync(Record("console", "2") with { Replaced = "{}" });

        time.Advance(TimeSpan.FromDays(364));
        await trail.ForgetAsync();
        Assert.Equal(2, await KeptAsync());
        time.Advance(TimeSpan.FromDays(2));
        await trail.ForgetAsync();

        Assert.Equal(0, await KeptAsync());
        Assert.Equal(0, await redis.GetDatabase().SortedSetLengthAsync("phstudio:gateway:audit:bodies"));

        async Task<long> KeptAsync() => kind == "memory" ? (await trail.ReadAsync(new AuditFilter(), null, 5)).Records.Count : await redis.GetDatabase().StreamLengthAsync("phstudio:gateway:audit");
    }

    private static IAuditTrail Trail(string kind) => kind == "memory"
        ? new InMemoryAuditTrail(new AuditOptions(TimeSpan.FromDays(365)), TimeProvider.System)
        : new RedisAuditTrail(Monitored.Connection, new AuditOptions(TimeSpan.FromDays(365)), TimeProvider.System);

    private static AuditRecord Record(string key, string target) => new() { At = TimeProvider.System.GetUtcNow(), Key = key, What = "POST /x", Target = target };
}
