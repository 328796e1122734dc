using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;
using StackExchange.Redis;

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
        await using var writer = await Writer.StartAsync(master.Url);

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
        await using var writer = await Writer.StartAsync($"redis://{first.Address},{second.Address}");

        await second.PromoteAsync();
        await first.FollowAsync(second);

        await writer.GoesOnAsync(TimeSpan.FromSeconds(10));
        Assert.All(writer.Faults, fault => Assert.True(RedisAvailability.IsUnavailable(fault), fault.ToString()));
    }

    [Fact]
    public async Task A_killed_master_is_replaced_by_a_Sentinel_that_came_later_than_the_service()
    {
        await using var redis = await ReplicatedRedis.StartAsync(replicas: 2, OneReplicaAtLeast);
        await using var writer = await Writer.StartAsync(redis.Url, isThere: false);
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
        await using var writer = await Writer.StartAsync(redis.Url);
        var before = await redis.MasterAsync();

        await redis.RefuseWritesAsync();
        await redis.FailOverAsync();
        var after = await Eventually.GetAsync("another master", redis.MasterAsync, now => now != before);
        await writer.GoesOnAsync(TimeSpan.FromSeconds(60), after);

        Assert.Empty(await writer.LostAsync(after));
        Assert.All(writer.Faults, fault => Assert.True(RedisAvailability.IsUnavailable(fault), fault.ToString()));
    }

    /// <summary>Writes one key after the other and remembers which were acknowledged.</summary>
    private sealed class Writer : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly List<string> _acknowledged = [];
        private readonly List<Exception> _faults = [];
        private readonly ServiceProvider _services;
        private readonly IDatabase _database;
        private readonly Task _writing;

        private Writer(ServiceProvider services)
        {
            _services = services;
            _database = services.GetRequiredService<IDatabase>();
            _writing = Task.Run(WriteAsync);
        }

        public IReadOnlyList<Exception> Faults
        {
            get
            {
                lock (_faults)
                {
                    return [.. _faults];
                }
            }
        }

        public static async Task<Writer> StartAsync(string url, bool isThere = true)
        {
            var services = new ServiceCollection().AddLogging().AddMonitoredRedisConnection(RedisUrl.Parse(url));
            services.AddHealthChecks().AddRedisIntegration("redis");
            var writer = new Writer(services.BuildServiceProvider());
            if (isThere)
            {
                await writer.GoesOnAsync(TimeSpan.FromSeconds(20));
            }

            return writer;
        }

        public Task<HealthReport> HealthAsync() => _services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        /// <summary>Returns when a hundred more were acknowledged and the last of them is on this server, where one is named.</summary>
        public Task GoesOnAsync(TimeSpan timeout, RedisServer? by = null)
        {
            var before = Acknowledged().Count;
            return Eventually.TrueAsync("writes to be acknowledged", async () => Acknowledged() is var now && now.Count >= before + 100
                && (by is null || (await by.CommandAsync($"EXISTS {now[^1]}") == ":1" && await by.InfoAsync("role") == "master")), timeout);
        }

        /// <summary>What was acknowledged and is not on this server.</summary>
        public async Task<IReadOnlyList<string>> LostAsync(RedisServer server)
        {
            await _stopping.CancelAsync();
            await _writing;
            await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Address);
            var keys = Acknowledged();
            var there = await Task.WhenAll(keys.Select(key => connection.GetDatabase().KeyExistsAsync(key)));
            TestContext.Current.SendDiagnosticMessage($"{keys.Count} acknowledged, {there.Count(isThere => !isThere)} lost, {Faults.Count} refused: {string.Join(", ", Faults.GroupBy(fault => fault.Message.Split(' ')[0]).Select(group => $"{group.Count()} {group.Key}"))}");
            return [.. keys.Where((_, i) => !there[i])];
        }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _writing;
            await _services.DisposeAsync();
            _stopping.Dispose();
        }

        private List<string> Acknowledged()
        {
            lock (_acknowledged)
            {
                return [.. _acknowledged];
            }
        }

        private async Task WriteAsync()
        {
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
            for (var i = 0; !_stopping.IsCancellationRequested; i++)
            {
                await pace.WaitForNextTickAsync(CancellationToken.None);
                try
                {
                    await _database.StringSetAsync($"failover:{i}", i);
                    lock (_acknowledged)
                    {
                        _acknowledged.Add($"failover:{i}");
                    }
                }
                catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException)
                {
                    lock (_faults)
                    {
                        _faults.Add(exception);
                    }
                }
            }
        }
    }
}
