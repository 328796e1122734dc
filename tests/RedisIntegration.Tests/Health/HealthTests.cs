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
    [InlineData("aof_enabled:1\r\nmaxmemory_policy:noeviction\r\naof_last_write_status:ok\r\n", 0)]
    [InlineData("aof_enabled:0\r\nmaxmemory_policy:noeviction\r\n", 1)]
    [InlineData("aof_enabled:1\r\nmaxmemory_policy:allkeys-lru\r\n", 1)]
    [InlineData("aof_enabled:1\r\naof_last_write_status:err\r\n", 1)]
    [InlineData("aof_enabled:0\r\nmaxmemory_policy:volatile-ttl\r\naof_last_write_status:err\r\n", 3)]
    public void Settings_that_may_lose_data_are_named(string info, int complaints) =>
        Assert.Equal(complaints, RedisIntegrationHealthCheck.Complaints(info).Count());

    [Fact]
    public async Task A_Redis_that_keeps_what_it_is_given_is_healthy_and_one_that_is_away_is_not()
    {
        await using var redis = await OwnRedis.StartNew();

        var there = await Check(redis.Connection);
        await redis.Kill();
        var away = await Check(redis.Connection);

        Assert.Equal(HealthStatus.Healthy, there.Status);
        Assert.Equal(HealthStatus.Unhealthy, away.Status);
        Assert.Contains("does not answer", away.Entries["redis-integration"].Description, StringComparison.Ordinal);
    }

    private static async Task<HealthReport> Check(IConnectionMultiplexer connection)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(connection);
        services.AddHealthChecks().AddRedisIntegration();
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
    }
}
