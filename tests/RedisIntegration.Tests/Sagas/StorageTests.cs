using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Sagas;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Sagas;

public class StorageTests
{
    private readonly string _prefix = RealRedis.NewPrefix();
    private readonly Guid _id = NewId.NextGuid();

    private static IDatabase Redis => RealRedis.Connection.GetDatabase();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Key => $"{_prefix}:{_id}";

    [Theory]
    [InlineData("{\"broken\":", "no JSON")]
    [InlineData("{\"correlationId\":\"00000000-0000-0000-0000-00000000beef\",\"version\":3}", "correlation id")]
    public async Task A_foreign_value_is_an_error_that_names_the_key_and_is_left_alone(string foreign, string reason)
    {
        await Redis.StringSetAsync(Key, foreign);
        var faults = new Inbox<Fault<TallyAdded>>();
        await using var bus = await StartAsync(faults: faults);

        await bus.Bus.Publish(new TallyAdded(_id, "me"), Token);

        var fault = (await faults.FirstAsync("the fault of the foreign value")).Message.Exceptions[0];
        Assert.Contains(Key, fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Equal(foreign, (string?)await Redis.StringGetAsync(Key));
    }

    [Fact]
    public async Task A_key_of_another_kind_is_an_error_that_names_the_key_and_is_left_alone()
    {
        await Redis.ListRightPushAsync(Key, "something");
        var faults = new Inbox<Fault<TallyAdded>>();
        await using var bus = await StartAsync(faults: faults);

        await bus.Bus.Publish(new TallyAdded(_id, "me"), Token);

        Assert.Contains(Key, (await faults.FirstAsync("the fault of the foreign key")).Message.Exceptions[0].Message, StringComparison.Ordinal);
        Assert.Equal(1, await Redis.ListLengthAsync(Key));
    }

    [Fact]
    public async Task A_saga_written_by_the_official_package_is_read_and_carried_on()
    {
        await Redis.StringSetAsync(Key, $$"""{"correlationId":"{{_id}}","currentState":"Open","version":7,"openers":["official"],"added":[]}""");
        await using var bus = await StartAsync();

        await bus.Bus.Publish(new TallyAdded(_id, "ours"), Token);

        await Eventually.TrueAsync("the addition", async () => (await LoadAsync(bus))?.Added.Count == 1);
        var saga = (await LoadAsync(bus))!;
        Assert.Equal(["official"], saga.Openers);
        Assert.Equal(8, saga.Version);
    }

    [Fact]
    public async Task A_finished_saga_leaves_nothing_behind()
    {
        await using var bus = await StartAsync();
        await bus.Bus.Publish(new TallyOpened(_id, "me"), Token);
        await Eventually.TrueAsync("the saga to be stored", () => Redis.KeyExistsAsync(Key));

        await bus.Bus.Publish(new TallyClosed(_id), Token);

        await Eventually.TrueAsync("the saga to be gone", async () => !await Redis.KeyExistsAsync(Key));
        Assert.Null(await LoadAsync(bus));
    }

    [Fact]
    public async Task A_sliding_expiry_counts_from_the_last_write_and_an_absolute_one_from_the_first()
    {
        var lives = new Dictionary<SagaExpiryMode, TimeSpan>();
        foreach (var mode in Enum.GetValues<SagaExpiryMode>())
        {
            await Redis.KeyDeleteAsync(Key);
            await using var bus = await StartAsync(r =>
            {
                r.Expiry = TimeSpan.FromHours(10);
                r.ExpiryMode = mode;
            });
            await bus.Bus.Publish(new TallyOpened(_id, "me"), Token);
            await Eventually.TrueAsync("the saga to be stored", () => Redis.KeyExistsAsync(Key));
            await Redis.KeyExpireAsync(Key, TimeSpan.FromHours(1));

            await bus.Bus.Publish(new TallyAdded(_id, "later"), Token);

            await Eventually.TrueAsync("the later write", async () => (await LoadAsync(bus))?.Added.Count == 1);
            lives[mode] = (await Redis.KeyTimeToLiveAsync(Key))!.Value;
        }

        Assert.InRange(lives[SagaExpiryMode.Sliding].TotalHours, 9.9, 10);
        Assert.InRange(lives[SagaExpiryMode.Absolute].TotalHours, 0.9, 1);
    }

    [Fact]
    public async Task A_flushed_script_cache_is_not_noticed()
    {
        await using var bus = await StartAsync();
        await bus.Bus.Publish(new TallyOpened(_id, "me"), Token);
        await Eventually.TrueAsync("the saga to be stored", () => Redis.KeyExistsAsync(Key));

        await RealRedis.Connection.GetServer(RealRedis.Connection.GetEndPoints()[0]).ScriptFlushAsync();
        await bus.Bus.Publish(new TallyAdded(_id, "after the flush"), Token);

        await Eventually.TrueAsync("the write after the flush", async () => (await LoadAsync(bus))?.Added.Count == 1);
    }

    [Fact]
    public async Task Two_kinds_of_saga_with_the_same_id_do_not_meet_under_the_default_prefix()
    {
        await using var bus = await TestBus.StartAsync(x =>
        {
            x.AddSagaStateMachine<TallyStateMachine, Tally>().RedisRepository();
            x.AddSagaStateMachine<OrderStateMachine, OrderState>().RedisRepository();
        });

        await bus.Bus.Publish(new TallyOpened(_id, "me"), Token);
        await bus.Bus.Publish(new SubmitOrder { OrderId = _id, OrderDate = new DateTime(2026, 12, 24, 0, 0, 0, DateTimeKind.Utc) }, Token);

        await Eventually.TrueAsync("the tally", () => Redis.KeyExistsAsync($"{typeof(Tally).FullName}:{_id}"));
        await Eventually.TrueAsync("the order", () => Redis.KeyExistsAsync($"{typeof(OrderState).FullName}:{_id}"));
    }

    private Task<TestBus> StartAsync(Action<IRedisSagaRepositoryConfigurator<Tally>>? configure = null, Inbox<Fault<TallyAdded>>? faults = null) =>
        TestBus.StartAsync(
            x =>
            {
                x.AddSagaStateMachine<TallyStateMachine, Tally, TallyDefinition>().RedisRepository(r =>
                {
                    r.KeyPrefix = _prefix;
                    configure?.Invoke(r);
                });
                x.AddConsumer<InboxConsumer<Fault<TallyAdded>>>().Endpoint(e => e.Name = "faults");
            },
            services => services.AddSingleton(faults ?? new Inbox<Fault<TallyAdded>>()));

    private async Task<Tally?> LoadAsync(TestBus bus) => await bus.Services.GetRequiredService<ILoadSagaRepository<Tally>>().Load(_id);
}
