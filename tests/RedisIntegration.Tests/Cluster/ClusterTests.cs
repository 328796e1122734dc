using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Outbox;
using PhStudio.Messaging.RedisIntegration.Tests.Sagas;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Cluster;

/// <summary>On a Redis Cluster, which refuses every script whose keys do not lie in one slot.</summary>
public sealed class ClusterTests(ClusterTests.OneCluster cluster) : IClassFixture<ClusterTests.OneCluster>, IAsyncLifetime
{
    private readonly Guid _id = NewId.NextGuid();
    private readonly Inbox<WalletChanged> _changes = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // One for all, since each takes seconds until it serves: every test finds it empty.
    public async ValueTask InitializeAsync() => await cluster.Redis.EmptyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_cluster_refuses_keys_of_two_slots()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            cluster.Redis.Connection.GetDatabase().ScriptEvaluateAsync("return redis.call('EXISTS', KEYS[1], KEYS[2])", ["one", "two"]));

        Assert.Contains("slot", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(ConcurrencyMode.Optimistic)]
    [InlineData(ConcurrencyMode.Pessimistic)]
    public async Task Sagas_need_nothing(ConcurrencyMode mode)
    {
        await using var bus = await StartAsync(x => x.AddSagaStateMachine<TallyStateMachine, Tally>().RedisRepository(r => r.ConcurrencyMode = mode));

        await bus.Bus.Publish(new TallyOpened(_id, "me"), Token);
        await bus.Bus.Publish(new TallyAdded(_id, "me"), Token);

        await Eventually.TrueAsync("both events", async () =>
            await bus.Services.GetRequiredService<ILoadSagaRepository<Tally>>().Load(_id) is { Openers.Count: 1, Added.Count: 1 });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sagas_outbox_and_scheduler_work_where_those_that_are_written_together_share_a_hash_tag(bool schedulesInCommit)
    {
        await using var bus = await StartAsync(x =>
        {
            x.AddRedisMessageScheduler(options => options.KeyPrefix = schedulesInCommit ? "wallets" : null);
            x.AddRedisOutbox(options =>
            {
                options.KeyPrefix = "{wallets}:outbox";
                options.SchedulesInCommit = schedulesInCommit;
            });
            x.AddSagaStateMachine<WalletStateMachine, Wallet, WalletDefinition>().RedisRepository(r =>
            {
                r.KeyPrefix = "{wallets}";
                r.ConcurrencyMode = ConcurrencyMode.Pessimistic;
            });
        });
        using var scope = bus.Services.CreateScope();

        await scope.ServiceProvider.GetRequiredService<IBusOutbox>().Publish(new WalletPaid(_id, 5), Token);

        // Through the bus outbox, the saga, its outbox and, the last of them, the scheduler.
        await Eventually.TrueAsync("four consequences", () => _changes.Arrived.Count == 4);
        Assert.Equal(0, await cluster.Redis.Connection.GetDatabase().SortedSetLengthAsync(schedulesInCommit ? "{wallets}:due" : "{redis-scheduler}:due"));
    }

    [Fact]
    public async Task An_operator_lists_cancels_buries_and_revives()
    {
        await using var bus = await StartAsync(x => x.AddRedisMessageScheduler(options => options.MaxAttempts = 1));
        var operators = bus.Services.GetRequiredService<IScheduledMessages>();
        var trouble = new SendTrouble("changes") { Fails = true };
        bus.Bus.ConnectSendObserver(trouble);
        var queue = new Uri("exchange:changes");
        var cancelled = await bus.Scheduler.ScheduleSend(queue, Clock.Now.AddHours(1), new WalletChanged(_id, 1, 1), Token);
        await bus.Scheduler.ScheduleSend(queue, Clock.Now, new WalletChanged(_id, 2, 2), Token);

        await Eventually.TrueAsync("one to die", async () => await operators.CountAsync(Token) is { Dead: 1, Waiting: 1 });
        await bus.Scheduler.CancelScheduledSend(queue, cancelled.TokenId, Token);
        trouble.Fails = false;
        Assert.True(await operators.ReviveAsync((await operators.ListDeadAsync(cancellationToken: Token)).Single().Token, Token));

        Assert.Equal(2, (await _changes.FirstAsync("the revived message")).Message.Part);
        await Eventually.TrueAsync("nothing left", async () => await operators.CountAsync(Token) is { Dead: 0, Waiting: 0 });
    }

    private Task<TestBus> StartAsync(Action<IBusRegistrationConfigurator> configure) => TestBus.StartAsync(
        x =>
        {
            configure(x);
            x.AddConsumer<InboxConsumer<WalletChanged>>().Endpoint(e => e.Name = "changes");
        },
        services => services.AddSingleton(_changes).AddSingleton(new WalletTrouble()).AddSingleton<IConnectionMultiplexer>(cluster.Redis.Connection), redis: false);

    public sealed class OneCluster : IAsyncLifetime
    {
        internal OwnRedis Redis { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Redis = await OwnRedis.StartClusterAsync();

        public ValueTask DisposeAsync() => Redis.DisposeAsync();
    }
}
