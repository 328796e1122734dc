using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Redis;

/// <summary>A real master that is demoted, replaced or killed under a connection as every service has one.</summary>
public sealed class RedisFailoverTests
{
    private static readonly string[] OneReplicaAtLeast = ["--min-replicas-to-write", "1", "--min-replicas-max-lag", "10"];

    [Fact]
    public async Task A_master_that_is_demoted_under_the_connection_is_not_ready_until_it_is_master_again()
    {
        await using var master = await RedisServer.StartAsync();
        await using var other = await RedisServer.StartAsync();
        await using var writer = await RedisWriter.StartAsync(master.Url);

        await master.FollowAsync(other);
        var demoted = await Eventually.GetAsync("a readiness that says so", writer.HealthAsync, health => health.Status == HealthStatus.Unhealthy);
        await master.PromoteAsync();

        Assert.Contains("Redis takes no writes", demoted.Entries["redis"].Description, StringComparison.Ordinal);
        await writer.GoesOnAsync(TimeSpan.FromSeconds(10));
        await Eventually.GetAsync("readiness", writer.HealthAsync, health => health.Status == HealthStatus.Healthy);
        Assert.All(writer.Faults, fault => Assert.True(RedisAvailability.IsUnavailable(fault), fault.ToString()));
    }

    [Fact]
    public async Task Writes_go_to_the_other_host_of_the_url_when_the_roles_are_changed_by_hand()
    {
        await using var first = await RedisServer.StartAsync();
        await using var second = await RedisServer.StartAsync();
        await second.FollowAsync(first);
        await using var writer = await RedisWriter.StartAsync($"redis://{first.Address},{second.Address}");

        await second.PromoteAsync();
        await first.FollowAsync(second);

        await writer.GoesOnAsync(TimeSpan.FromSeconds(10));
        Assert.All(writer.Faults, fault => Assert.True(RedisAvailability.IsUnavailable(fault), fault.ToString()));
    }

    [Fact]
    public async Task A_killed_master_is_replaced_by_a_Sentinel_that_came_later_than_the_service()
    {
        await using var redis = await ReplicatedRedis.StartAsync(replicas: 2, OneReplicaAtLeast);
        await using var writer = await RedisWriter.StartAsync(redis.Url, isThere: false);
        await redis.WatchAsync();
        await writer.GoesOnAsync(TimeSpan.FromSeconds(20));

        var promoted = await redis.KillMasterAsync();
        await writer.GoesOnAsync(TimeSpan.FromSeconds(10));

        Assert.Empty(await writer.LostAsync(promoted));
        Assert.All(writer.Faults, fault => Assert.True(RedisAvailability.IsUnavailable(fault), fault.ToString()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_planned_failover_after_the_last_write_loses_nothing_that_was_acknowledged(int replicas)
    {
        await using var redis = await ReplicatedRedis.StartAsync(replicas, OneReplicaAtLeast);
        await redis.WatchAsync();
        await using var writer = await RedisWriter.StartAsync(redis.Url);
        var before = await redis.MasterAsync();

        await redis.RefuseWritesAsync();
        await redis.FailOverAsync();
        var after = await Eventually.GetAsync("another master", redis.MasterAsync, now => now != before);
        await writer.GoesOnAsync(TimeSpan.FromSeconds(60), after);

        Assert.Empty(await writer.LostAsync(after));
        Assert.All(writer.Faults, fault => Assert.True(RedisAvailability.IsUnavailable(fault), fault.ToString()));
    }
}
