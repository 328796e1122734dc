using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;
using PhStudio.Messaging.ServiceDefaults.ChatPins;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Digest;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Conversations;
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
        ISeenUpdates seen = redis ? new RedisSeenUpdates(Database()) : new InMemorySeenUpdates(new FakeTimeProvider());

        await seen.AddAsync(long.MaxValue);

        Assert.True(await seen.ContainsAsync(long.MaxValue));
        Assert.False(await seen.ContainsAsync(long.MaxValue - 1));
    }

    [Fact]
    public async Task In_memory_an_update_is_forgotten_after_two_days()
    {
        var time = new FakeTimeProvider();
        var seen = new InMemorySeenUpdates(time);
        await seen.AddAsync(1);

        time.Advance(TimeSpan.FromHours(47));
        Assert.True(await seen.ContainsAsync(1));
        time.Advance(TimeSpan.FromHours(1));
        Assert.False(await seen.ContainsAsync(1));
    }

    [Fact]
    public async Task In_Redis_an_update_is_kept_for_two_days()
    {
        var database = Database();
        await new RedisSeenUpdates(database).AddAsync(1);

        Assert.InRange((await database.KeyTimeToLiveAsync("webhook:seen:1"))!.Value.TotalHours, 47, 48);
    }

    [Fact]
    public async Task An_update_can_be_remembered_for_a_shorter_time()
    {
        var (time, database) = (new FakeTimeProvider(), Database());
        var seen = new InMemorySeenUpdates(time);
        await seen.AddAsync(1, TimeSpan.FromHours(1));
        await new RedisSeenUpdates(database).AddAsync(1, TimeSpan.FromHours(1));

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.True(await seen.ContainsAsync(1));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await seen.ContainsAsync(1));
        Assert.InRange((await database.KeyTimeToLiveAsync("webhook:seen:1"))!.Value.TotalMinutes, 59, 60);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_booking_is_in_the_lists_where_its_newest_revision_belongs(bool redis)
    {
        IBookingLists lists = redis ? new RedisBookingLists(Database(), TimeProvider.System) : new InMemoryBookingLists();
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var day = new DateOnly(2026, 12, 24);

        await lists.PutAsync(Listed(second, revision: 0, day, minute: 2));
        await lists.PutAsync(Listed(first, revision: 0, day, minute: 1));
        Assert.Equal([first, second], await lists.OpenAsync());
        Assert.Equal(new HashSet<Guid> { first, second }, (await lists.OnAsync(day)).ToHashSet());

        await lists.PutAsync(Listed(first, revision: 2, day.AddDays(1), minute: 1));
        await lists.PutAsync(Listed(second, revision: 1, day, minute: 2) with { Open = false });
        await lists.PutAsync(Listed(first, revision: 1, day, minute: 1) with { Open = false }); // An older word, late.
        await lists.PutAsync(Listed(second, revision: 0, day, minute: 2));

        Assert.Equal([first], await lists.OpenAsync());
        Assert.Equal([second], await lists.OnAsync(day));
        Assert.Equal([first], await lists.OnAsync(day.AddDays(1)));

        await lists.RemoveAsync(first);
        Assert.Empty(await lists.OpenAsync());
        Assert.Empty(await lists.OnAsync(day.AddDays(1)));
        Assert.Equal([second], await lists.OnAsync(day));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_session_is_of_one_person_in_one_chat_and_no_change_is_lost(bool redis)
    {
        ISessions sessions = redis ? new RedisSessions(Database()) : new InMemorySessions(new FakeTimeProvider());
        var awaited = new AwaitedReason(Guid.NewGuid(), "PH-1", 3, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

        await sessions.ChangeAsync("-1001", 7, s => s with { Awaited = awaited });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sessions.ChangeAsync("-1001", 7, s => s with { Shown = [.. s.Shown, Guid.NewGuid()] })));

        var session = await sessions.GetAsync("-1001", 7);
        Assert.Equal((awaited, 20), (session.Awaited, session.Shown.Count));
        Assert.Null((await sessions.GetAsync("-1001", 8)).Awaited);
        Assert.Null((await sessions.GetAsync("-1002", 7)).Awaited);

        await sessions.ForgetAsync("-1001", 7);
        await sessions.ForgetAsync("-1001", 7);
        Assert.Empty((await sessions.GetAsync("-1001", 7)).Shown);
    }

    [Fact]
    public async Task A_session_of_another_form_is_read_as_none()
    {
        var database = Database();
        await database.StringSetAsync("webhook:session:-1001:7", """{"Format":99,"Language":"en"}""");

        Assert.Null((await new RedisSessions(database).GetAsync("-1001", 7)).Language);
    }

    [Fact]
    public async Task In_Redis_a_session_is_kept_for_thirty_days()
    {
        var database = Database();
        await new RedisSessions(database).ChangeAsync("-1001", 7, s => s with { Language = "en" });

        Assert.InRange((await database.KeyTimeToLiveAsync("webhook:session:-1001:7"))!.Value.TotalDays, 29.9, 30);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_group_that_became_a_supergroup_is_known_by_its_old_number(bool redis)
    {
        IChatMoves moves = redis ? new RedisChatMoves(Database()) : new InMemoryChatMoves();

        Assert.True(await moves.MovedAsync("-1001", "-1001234567890"));
        Assert.True(await moves.MovedAsync("-1001", "-1001234567890"));
        Assert.False(await moves.MovedAsync("-1001", "-1009999999999"));

        Assert.Equal("-1001234567890", await moves.AfterAsync("-1001"));
        Assert.Null(await moves.AfterAsync("-1001234567890"));
        Assert.Equal("-1001", await moves.BeforeAsync("-1001234567890"));
        Assert.Null(await moves.BeforeAsync("-1001"));
        Assert.Null(await moves.BeforeAsync("-1009999999999"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_name_keeps_the_number_that_it_had_first(bool redis)
    {
        IChatPins pins = redis ? new RedisChatPins(Database()) : new InMemoryChatPins();

        Assert.Equal("-1001", await pins.PinAsync("@Studio", "-1001"));
        Assert.Equal("-1001", await pins.PinAsync("@studio", "-1002"));
        Assert.Equal("-1002", await pins.PinAsync("@other", "-1002"));
        Assert.Equal([new ChatPin("@other", "-1002"), new ChatPin("@studio", "-1001", Refused: "-1002")], await pins.AllAsync());

        await pins.PinAsync("@STUDIO", "-1001");
        await pins.KeepOnlyAsync(["@Studio"]);

        Assert.Equal([new ChatPin("@studio", "-1001")], await pins.AllAsync());
        Assert.Equal("-1003", await pins.PinAsync("@other", "-1003"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_digest_of_a_day_is_sent_once_it_is_noted(bool redis)
    {
        IDigestDays days = redis ? new RedisDigestDays(Database()) : new InMemoryDigestDays();
        var day = new DateOnly(2026, 12, 24);

        Assert.False(await days.WasSentAsync(day));
        await days.SentAsync(day);
        await days.SentAsync(day);

        Assert.True(await days.WasSentAsync(day));
        Assert.False(await days.WasSentAsync(day.AddDays(1)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_chats_outage_begins_once_goes_on_and_ends(bool redis)
    {
        var at = new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero);
        IChatOutages outages = redis ? new RedisChatOutages(Database()) : new InMemoryChatOutages();

        Assert.Equal(new ChatOutage("@studio", FailureReason.Kicked, at, at, 0), await outages.FailedAsync("@studio", FailureReason.Kicked, at));
        var first = await outages.FailedAsync("-1001", FailureReason.Kicked, at);
        await outages.ToldAsync(first!, 1);
        await outages.ToldAsync(first! with { Since = at.AddSeconds(1) }, 7);
        await outages.ToldAsync(first!, 0);
        var later = await outages.FailedAsync("-1001", FailureReason.Forbidden, at.AddHours(1));

        Assert.Equal(new ChatOutage("-1001", FailureReason.Forbidden, at, at.AddHours(1), 1), later);
        Assert.Equal(["-1001", "@studio"], (await outages.AllAsync()).Select(outage => outage.ChatId));
        Assert.True(await outages.EndAsync("-1001", at.AddHours(2)));
        Assert.False(await outages.EndAsync("-1001", at.AddHours(2)));
        await outages.ToldAsync(first!, 2);
        Assert.True(await outages.EndAsync("@studio", at));
        Assert.Empty(await outages.AllAsync());
        // A refusal that was made before the end, and is heard of after it.
        Assert.Null(await outages.FailedAsync("-1001", FailureReason.Kicked, at.AddHours(2)));
        Assert.Null(await outages.FailedAsync("@Studio", FailureReason.Kicked, at));
        Assert.Empty(await outages.AllAsync());
        // An end that is heard of late ends no outage that goes on: what was refused since was refused after it. Two clocks may differ by a minute.
        await outages.FailedAsync("-1002", FailureReason.Kicked, at.AddMinutes(2));
        Assert.False(await outages.EndAsync("-1002", at));
        Assert.Equal(["-1002"], (await outages.AllAsync()).Select(outage => outage.ChatId));
        Assert.True(await outages.EndAsync("-1002", at.AddMinutes(1)));
        // That a chat was reached ends nothing by itself, and a refusal of before begins nothing.
        await outages.FailedAsync("-1003", FailureReason.Kicked, at);
        await outages.ReachedAsync("-1003", at.AddHours(1));
        await outages.ReachedAsync("-1004", at.AddHours(1));
        await outages.ReachedAsync("-1004", at);
        Assert.Equal(at, (await outages.FailedAsync("-1003", FailureReason.Blocked, at.AddMinutes(30)))!.FailedAt);
        Assert.Null(await outages.FailedAsync("-1004", FailureReason.Kicked, at.AddMinutes(30)));
        Assert.True(await outages.EndAsync("-1003", at.AddHours(1)));
        var again = await outages.FailedAsync("-1001", FailureReason.Kicked, at.AddHours(3));
        Assert.Equal((again, at.AddHours(3)), (await outages.FailedAsync("-1001", FailureReason.Blocked, at.AddHours(1)), again!.Since));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_language_that_a_person_chose_is_kept_for_a_year_and_what_a_chat_waits_for_for_a_month(bool redis)
    {
        var (time, database) = (new FakeTimeProvider(), Database());
        ISessions sessions = redis ? new RedisSessions(database) : new InMemorySessions(time);
        await sessions.ChangeAsync(UserLanguages.EveryChat, 7, session => session with { Language = "de" });
        await sessions.ChangeAsync("7", 7, session => session with { Shown = [Guid.NewGuid()] });

        if (redis)
        {
            Assert.InRange((await database.KeyTimeToLiveAsync("webhook:session:*:7"))!.Value.TotalDays, 364, 365);
            Assert.InRange((await database.KeyTimeToLiveAsync("webhook:session:7:7"))!.Value.TotalDays, 29, 30);
            return;
        }

        time.Advance(TimeSpan.FromDays(364));
        Assert.Equal(("de", 0), ((await sessions.GetAsync(UserLanguages.EveryChat, 7)).Language, (await sessions.GetAsync("7", 7)).Shown.Count));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Null((await sessions.GetAsync(UserLanguages.EveryChat, 7)).Language);
    }

    // Only Redis's lists forget by themselves.
    [Fact]
    public async Task Past_a_hundred_open_bookings_of_long_ago_the_others_are_still_forgotten()
    {
        var lists = new RedisBookingLists(Database(), TimeProvider.System);
        var old = new DateOnly(2026, 1, 1);
        foreach (var number in Enumerable.Range(0, 101))
        {
            await lists.PutAsync(Listed(Guid.NewGuid(), revision: 0, old, minute: number % 60));
        }

        await lists.PutAsync(Listed(Guid.NewGuid(), revision: 0, old.AddDays(1), minute: 1) with { Open = false });
        await lists.PutAsync(Listed(Guid.NewGuid(), revision: 0, new DateOnly(2026, 12, 24), minute: 1));
        await lists.PutAsync(Listed(Guid.NewGuid(), revision: 0, new DateOnly(2026, 12, 24), minute: 1));

        Assert.Equal(103, (await lists.OpenAsync()).Count);
        Assert.Empty(await lists.OnAsync(old.AddDays(1)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_chats_language_is_the_one_that_was_chosen_last(bool redis)
    {
        IChatLanguages languages = redis ? new RedisChatLanguages(Database()) : new InMemoryChatLanguages();

        await languages.SetAsync("-1001", "en");
        await languages.SetAsync("@studio", "de");
        await languages.SetAsync("-1001", "ru");

        Assert.Equal([("-1001", "ru"), ("@studio", "de")], (await languages.AllAsync()).Select(chat => (chat.Key, chat.Value)).OrderBy(chat => chat.Key, StringComparer.Ordinal));
    }

    public void Dispose() => _redis.Dispose();

    private static BookingListed Listed(Guid booking, int revision, DateOnly day, int minute) => new()
    {
        Booking = booking, Open = true, Revision = revision, Date = day, CreatedAt = new DateTimeOffset(2026, 12, 1, 0, minute, 0, TimeSpan.Zero),
    };

    private IDatabase Database() => _redis.Connection.GetDatabase().WithKeyPrefix($"{Guid.NewGuid():N}:");
}
