using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.WebhookProcessor.Updates;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Stores;

/// <summary>Updates that were carried out are remembered.</summary>
public sealed class SeenUpdatesTests : StoreTest
{
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
}
