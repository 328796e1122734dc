using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.WebhookProcessor.Lists;
using PhStudio.Messaging.WebhookProcessor.Sessions;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Updates;
using StackExchange.Redis;
using StackExchange.Redis.KeyspaceIsolation;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Stores;

/// <summary>Each store in Redis and in memory promises the same.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly RedisConnectionMonitor _redis =
        new(RedisUrl.Parse(RealServers.Redis), RedisConnectionMonitorOptions.Default, NullLogger<RedisConnectionMonitor>.Instance);

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_update_is_remembered(bool redis)
    {
        ISeenUpdates seen = redis ? new RedisSeenUpdates(Database()) : new MemorySeenUpdates(new FakeTimeProvider());

        await seen.Add(long.MaxValue);

        Assert.True(await seen.Contains(long.MaxValue));
        Assert.False(await seen.Contains(long.MaxValue - 1));
    }

    [Fact]
    public async Task In_memory_an_update_is_forgotten_after_two_days()
    {
        var time = new FakeTimeProvider();
        var seen = new MemorySeenUpdates(time);
        await seen.Add(1);

        time.Advance(TimeSpan.FromHours(47));
        Assert.True(await seen.Contains(1));
        time.Advance(TimeSpan.FromHours(1));
        Assert.False(await seen.Contains(1));
    }

    [Fact]
    public async Task In_Redis_an_update_is_kept_for_two_days()
    {
        var database = Database();
        await new RedisSeenUpdates(database).Add(1);

        Assert.InRange((await database.KeyTimeToLiveAsync("webhook:seen:1"))!.Value.TotalHours, 47, 48);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_booking_is_in_the_lists_where_its_newest_revision_belongs(bool redis)
    {
        IBookingLists lists = redis ? new RedisBookingLists(Database()) : new MemoryBookingLists();
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var day = new DateOnly(2026, 12, 24);

        await lists.Put(Listed(second, revision: 0, day, minute: 2));
        await lists.Put(Listed(first, revision: 0, day, minute: 1));
        Assert.Equal([first, second], await lists.Open());
        Assert.Equal(new HashSet<Guid> { first, second }, (await lists.On(day)).ToHashSet());

        await lists.Put(Listed(first, revision: 2, day.AddDays(1), minute: 1));
        await lists.Put(Listed(second, revision: 1, day, minute: 2) with { Open = false });
        await lists.Put(Listed(first, revision: 1, day, minute: 1) with { Open = false }); // An older word, late.
        await lists.Put(Listed(second, revision: 0, day, minute: 2));

        Assert.Equal([first], await lists.Open());
        Assert.Equal([second], await lists.On(day));
        Assert.Equal([first], await lists.On(day.AddDays(1)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_session_is_of_one_person_in_one_chat_and_no_change_is_lost(bool redis)
    {
        ISessions sessions = redis ? new RedisSessions(Database()) : new MemorySessions(new FakeTimeProvider());
        var awaited = new AwaitedReason(Guid.NewGuid(), "PH-1", 3, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

        await sessions.Change("-1001", 7, s => s with { Awaited = awaited });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sessions.Change("-1001", 7, s => s with { Shown = [.. s.Shown, Guid.NewGuid()] })));

        var session = await sessions.Get("-1001", 7);
        Assert.Equal((awaited, 20), (session.Awaited, session.Shown.Count));
        Assert.Null((await sessions.Get("-1001", 8)).Awaited);
        Assert.Null((await sessions.Get("-1002", 7)).Awaited);
    }

    [Fact]
    public async Task A_session_of_another_form_is_read_as_none()
    {
        var database = Database();
        await database.StringSetAsync("webhook:session:-1001:7", """{"Format":99,"Language":"en"}""");

        Assert.Null((await new RedisSessions(database).Get("-1001", 7)).Language);
    }

    [Fact]
    public async Task In_Redis_a_session_is_kept_for_thirty_days()
    {
        var database = Database();
        await new RedisSessions(database).Change("-1001", 7, s => s with { Language = "en" });

        Assert.InRange((await database.KeyTimeToLiveAsync("webhook:session:-1001:7"))!.Value.TotalDays, 29.9, 30);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_group_that_became_a_supergroup_is_known_by_its_old_number(bool redis)
    {
        IChatMoves moves = redis ? new RedisChatMoves(Database()) : new MemoryChatMoves();

        Assert.True(await moves.Moved("-1001", "-1001234567890"));
        Assert.True(await moves.Moved("-1001", "-1001234567890"));
        Assert.False(await moves.Moved("-1001", "-1009999999999"));

        Assert.Equal("-1001", await moves.Before("-1001234567890"));
        Assert.Null(await moves.Before("-1001"));
        Assert.Null(await moves.Before("-1009999999999"));
    }

    public void Dispose() => _redis.Dispose();

    private static BookingListed Listed(Guid booking, int revision, DateOnly day, int minute) => new()
    {
        Booking = booking, Open = true, Revision = revision, Date = day, CreatedAt = new DateTimeOffset(2026, 12, 1, 0, minute, 0, TimeSpan.Zero),
    };

    private IDatabase Database() => _redis.Connection.GetDatabase().WithKeyPrefix($"{Guid.NewGuid():N}:");
}
