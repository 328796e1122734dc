using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.Messages;
using PhStudio.Messaging.RedisIntegration.Outbox;
using PhStudio.Messaging.RedisIntegration.Sagas;
using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.RedisIntegration.Tests.Sagas;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Scripts;

/// <summary>What a caller was told that it failed is not applied when the network gives it back.</summary>
public sealed class LateCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_saga_that_could_not_be_written_is_not_written_later()
    {
        await using var network = await LateNetwork.StartAsync();
        using var monitor = Connect(network.Url);
        using var direct = Connect(network.DirectUrl);
        var store = Store(monitor);
        Assert.True(await store.TrySwapAsync(store.Write(new Tally { CorrelationId = NewId.NextGuid() }, SagaWrite.Absent), "insert", Guid.Empty, Token));
        var late = new Tally { CorrelationId = NewId.NextGuid(), CurrentState = "Open" };

        await network.DeliverLateAsync(() => FailsAsync(() => store.TrySwapAsync(store.Write(late, SagaWrite.Absent), "insert", late.CorrelationId, Token)));

        Assert.Null(await Store(direct).LoadAsync(late.CorrelationId, Token));
        await Eventually.TrueAsync("the connection", async () =>
        {
            try
            {
                return await store.TrySwapAsync(store.Write(late, SagaWrite.Absent), "insert", late.CorrelationId, Token);
            }
            catch (Exception e) when (RedisAvailability.IsUnavailable(e))
            {
                return false;
            }
        });
        Assert.NotNull(await Store(direct).LoadAsync(late.CorrelationId, Token));
    }

    [Fact]
    public async Task A_commit_that_failed_is_not_made_later()
    {
        await using var network = await LateNetwork.StartAsync();
        using var monitor = Connect(network.Url);
        using var direct = Connect(network.DirectUrl);
        var outbox = Outbox(monitor);
        var (consumer, first, late) = (NewId.NextGuid(), NewId.NextGuid(), NewId.NextGuid());
        Assert.Equal(0, await outbox.CommitAsync(outbox.Key(consumer, first), RedisOutbox.NoMessages, [], [], Token));

        await network.DeliverLateAsync(() => FailsAsync(() => outbox.CommitAsync(outbox.Key(consumer, late), RedisOutbox.NoMessages, [], [], Token)));

        Assert.True((await Outbox(direct).LoadAsync(consumer, first, Token)).Consumed);
        Assert.False((await Outbox(direct).LoadAsync(consumer, late, Token)).Consumed);
    }

    /// <summary>As after a failover to a host whose clock is ahead: the server says that the command is late, and its caller still waits.</summary>
    [Fact]
    public async Task A_server_whose_clock_was_moved_is_asked_for_its_time_again()
    {
        await using var network = await LateNetwork.StartAsync();
        using var monitor = Connect(network.Url);
        var store = Store(monitor);
        var clock = RedisIntegration.Scripts.ServerClock.Of(monitor.Connection);
        await clock.MeasureAsync(monitor.Connection.GetDatabase());
        clock.MoveBack(TimeSpan.FromMinutes(1));

        Assert.True(await store.TrySwapAsync(store.Write(new Tally { CorrelationId = NewId.NextGuid() }, SagaWrite.Absent), "insert", Guid.Empty, Token));
    }

    private static async Task FailsAsync(Func<Task> call) => Assert.True(RedisAvailability.IsUnavailable(await Assert.ThrowsAnyAsync<Exception>(call)));

    private static RedisConnectionMonitor Connect(string url)
    {
        var configuration = ConfigurationOptions.Parse($"{new Uri(url).Authority},abortConnect=false,asyncTimeout=1000");
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        return new RedisConnectionMonitor(configuration, RedisConnectionMonitorOptions.Default, NullLogger<RedisConnectionMonitor>.Instance);
    }

    private static RedisSagaStore<Tally> Store(RedisConnectionMonitor monitor) => new(new Lazy<IDatabase>(() => monitor.Connection.GetDatabase()), new RedisSagaRepositoryOptions
    {
        ConcurrencyMode = ConcurrencyMode.Optimistic,
        KeyPrefix = "late:",
        LockSuffix = "_lock",
        LockTimeout = TimeSpan.FromSeconds(30),
        LockRetryTimeout = TimeSpan.FromSeconds(30),
        Expiry = null,
        ExpiryMode = SagaExpiryMode.Sliding,
    }, TimeProvider.System);

    private static RedisOutbox Outbox(RedisConnectionMonitor monitor) => new(
        new Lazy<IDatabase>(() => monitor.Connection.GetDatabase()), new CommitWrites(), "late", TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10), TimeProvider.System);
}
