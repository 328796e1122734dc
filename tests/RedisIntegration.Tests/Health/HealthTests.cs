using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.RedisIntegration.Health;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Health;

public class HealthTests
{
    [Theory]
    [InlineData("aof_enabled:1\r\nmaxmemory_policy:noeviction\r\naof_last_write_status:ok\r\n", "", new HealthStatus[0])]
    [InlineData("aof_enabled:0\r\nmaxmemory_policy:noeviction\r\n", "3600 1", new[] { HealthStatus.Degraded })]
    [InlineData("aof_enabled:0\r\nmaxmemory_policy:noeviction\r\n", null, new[] { HealthStatus.Degraded })]
    [InlineData("aof_enabled:0\r\nmaxmemory_policy:noeviction\r\n", "", new[] { HealthStatus.Unhealthy })]
    [InlineData("aof_enabled:1\r\nmaxmemory_policy:allkeys-lru\r\n", "", new[] { HealthStatus.Unhealthy })]
    [InlineData("aof_enabled:1\r\naof_last_write_status:err\r\n", "", new[] { HealthStatus.Degraded })]
    [InlineData("role:master\r\nconnected_slaves:1\r\n", "", new[] { HealthStatus.Healthy })]
    [InlineData("role:master\r\nconnected_slaves:1\r\nmin_slaves_good_slaves:1\r\n", "", new HealthStatus[0])]
    [InlineData("", null, new HealthStatus[0])]
    [InlineData("aof_enabled:1\r\n", "", new[] { HealthStatus.Healthy }, "no")]
    [InlineData("aof_enabled:1\r\n", "", new HealthStatus[0], "everysec")]
    [InlineData("role:master\r\nconnected_slaves:0\r\n", "", new[] { HealthStatus.Healthy }, null, true)]
    [InlineData("role:master\r\nconnected_slaves:0\r\nmin_slaves_good_slaves:0\r\n", "", new HealthStatus[0], null, true)]
    [InlineData("role:master\r\nconnected_slaves:1\r\nmin_slaves_good_slaves:1\r\n", "", new HealthStatus[0], null, false, "4")]
    [InlineData("role:master\r\nconnected_slaves:1\r\nmin_slaves_good_slaves:1\r\n", "", new[] { HealthStatus.Healthy }, null, false, "10")]
    [InlineData("role:master\r\nconnected_slaves:0\r\nmin_slaves_good_slaves:0\r\n", "", new[] { HealthStatus.Healthy }, null, true, "10")]
    [InlineData("role:master\r\nconnected_slaves:0\r\nmin_slaves_good_slaves:0\r\n", "", new HealthStatus[0], null, false, "10")]
    public void Settings_that_may_lose_data_are_named(string info, string? snapshots, HealthStatus[] risks, string? fsync = null, bool isWatched = false, string? lag = null) =>
        Assert.Equal(risks, RedisDurability.Risks(info, snapshots, fsync, isWatched, lag).Select(risk => risk.Status));

    [Theory]
    [InlineData("--maxmemory-policy", "allkeys-lru", "maxmemory-policy is allkeys-lru")]
    [InlineData("--appendonly", "no", "keeps nothing on disk")]
    [InlineData("--min-replicas-to-write", "1", "takes no writes: NOREPLICAS")]
    public async Task A_Redis_that_takes_no_writes_or_loses_them_is_not_ready_and_says_why(string setting, string value, string reason)
    {
        await using var redis = await RedisServer.StartAsync(setting, value);

        var report = await CheckAsync(RealRedis.Connect(redis.Address));

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains(reason, report.Entries["redis-integration"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_only_an_operator_can_judge_are_named_while_it_is_ready()
    {
        await using var master = await RedisServer.StartAsync("--appendfsync", "no");
        await using var replica = await RedisServer.StartAsync();
        await replica.FollowAsync(master);
        await Eventually.TrueAsync("the replica to follow", async () => await replica.InfoAsync("master_link_status") == "up");
        await master.CommandAsync("CONFIG SET min-replicas-to-write 1");

        var report = await CheckAsync(RealRedis.Connect($"{master.Address},{replica.Address}"));

        var said = report.Entries["redis-integration"].Description;
        Assert.Equal((HealthStatus.Healthy, said), (report.Status, said));
        Assert.Contains("half a minute is lost when its machine dies (appendfsync is no, set everysec)", said, StringComparison.Ordinal);
        Assert.Contains($"once its replica {replica.Address} is in its place", said, StringComparison.Ordinal);
        Assert.DoesNotContain("but a failover drops what no replica has yet", said, StringComparison.Ordinal);
    }

    /// <summary>With each a failover loses what was acknowledged, although a replica is asked for.</summary>
    [Theory]
    [InlineData("0", "a failover drops what no replica has yet (min-replicas-max-lag is 0, with which min-replicas-to-write asks for nothing: set min-replicas-to-write 1 and min-replicas-max-lag 3)")]
    [InlineData("10", "cut off from its replicas it goes on taking writes for 10 s, which are lost once another is promoted in its place (min-replicas-max-lag is 10: set 3, and less than the Sentinels' down-after-milliseconds)")]
    [InlineData("3", null)]
    public async Task A_lag_with_which_the_replicas_hold_nothing_back_is_named_of_the_master_and_of_its_replica(string lag, string? sentence)
    {
        string[] settings = ["--min-replicas-to-write", "1", "--min-replicas-max-lag", lag, "--repl-diskless-sync-delay", "0"];
        await using var master = await RedisServer.StartAsync(settings);
        await using var replica = await RedisServer.StartAsync(settings);
        await replica.FollowAsync(master);
        await Eventually.TrueAsync("the replica to follow", async () => await replica.InfoAsync("master_link_status") == "up");
        var connection = RealRedis.Connect($"{master.Address},{replica.Address}");

        var report = await Eventually.GetAsync("readiness", () => CheckAsync(connection), report => report.Status == HealthStatus.Healthy);

        Assert.Equal(
            sentence is null ? "Redis takes writes and keeps them" : $"Redis takes writes, but {sentence}, once its replica {replica.Address} is in its place, {sentence}",
            report.Entries["redis-integration"].Description);
    }

    [Fact]
    public async Task A_Redis_that_keeps_what_it_is_given_is_healthy_and_one_that_is_away_is_not()
    {
        await using var redis = await OwnRedis.StartNewAsync();

        var there = await CheckAsync(redis.Connection);
        await redis.KillAsync();
        var away = await CheckAsync(redis.Connection);

        Assert.Equal(HealthStatus.Healthy, there.Status);
        Assert.Equal(HealthStatus.Unhealthy, away.Status);
        Assert.Contains("does not answer", away.Entries["redis-integration"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Redis_that_lets_a_user_in_as_another_one_is_not_ready()
    {
        await using var redis = await RedisServer.StartAsync();

        var report = await CheckAsync(RealRedis.Connect($"{redis.Address},user=app,password=wrong"));

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("does not take the user app", report.Entries["redis-integration"].Description, StringComparison.Ordinal);
    }

    private static async Task<HealthReport> CheckAsync(IConnectionMultiplexer connection)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(connection);
        services.AddHealthChecks().AddRedisIntegration();
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
    }
}
