using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Outbox;

/// <summary>Where the outbox under test keeps what it holds back.</summary>
public enum Store
{
    Memory,
    Redis,

    /// <summary>As few round trips as can be: schedules within the commit, and the inbox asked by the commit alone.</summary>
    RedisInOneCommit,
}

public class OutboxTests
{
    private readonly string _name = $"t-{Guid.NewGuid():N}";
    private readonly Guid _id = NewId.NextGuid();
    private readonly Inbox<WalletChanged> _changes = new();
    private readonly WalletTrouble _trouble = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Transport, Store> Hosts => new()
    {
        { Transport.InMemory, Store.Memory },
        { Transport.InMemory, Store.Redis },
        { Transport.RabbitMq, Store.Redis },
        { Transport.InMemory, Store.RedisInOneCommit },
        { Transport.RabbitMq, Store.RedisInOneCommit },
    };

    public static TheoryData<Transport, Store> HostsWithRedis => new(Hosts.Where(host => host.Data.Item2 != Store.Memory));

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Consequences_of_a_saga_come_in_order_and_the_scheduled_one_comes_too(Transport transport, Store store)
    {
        await using var bus = await StartAsync(transport, store);

        await bus.Bus.Publish(new WalletPaid(_id, 5), Token);

        await Eventually.TrueAsync("four consequences", () => _changes.Arrived.Count == 4);
        AssertParts();
        Assert.All(_changes.Arrived, change => Assert.Equal(5, change.Message.Total));
    }

    /// <summary>What was published comes in its order. The scheduled part has a clock of its own, so a slow machine may see it earlier.</summary>
    private void AssertParts()
    {
        var parts = _changes.Arrived.Select(change => change.Message.Part).ToList();
        Assert.Equal([1, 2, 3], parts.Where(part => part < 4));
        Assert.Single(parts, 4);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_payment_that_fails_at_its_end_leaves_no_state_and_no_consequence(Transport transport, Store store)
    {
        _trouble.Failures = 1;
        await using var bus = await StartAsync(transport, store);

        await bus.Bus.Publish(new WalletPaid(_id, 5), Token);
        await bus.Bus.Publish(new WalletPaid(_id, 7), Token);

        // One of the two failed, whichever came first; the other's scheduled consequence comes last of all.
        await Eventually.TrueAsync("the consequences of the payment that did not fail", () => _changes.Arrived.Count >= 4);
        AssertParts();
        Assert.Single(_changes.Arrived.Select(change => change.Message.Total).Distinct());
    }

    [Theory]
    [MemberData(nameof(HostsWithRedis))]
    public async Task The_same_message_again_is_not_applied_again(Transport transport, Store store)
    {
        using var measured = new Measurements("outbox", $"{_name}-outbox");
        await using var bus = await StartAsync(transport, store);
        var messageId = NewId.NextGuid();

        for (var i = 0; i < 3; i++)
        {
            await bus.Bus.Publish(new WalletPaid(_id, 5), context => context.MessageId = messageId, Token);
        }

        await bus.Bus.Publish(new WalletPaid(_id, 1), Token);

        await Eventually.TrueAsync("the consequences of two payments", () => _changes.Arrived.Count == 8);
        Assert.Equal(6, await TotalAsync(bus));
        await Eventually.TrueAsync("both repetitions to be counted", () => measured.Of("redis.outbox.repeated").Count == 2);
    }

    [Fact]
    public async Task The_commit_of_a_saga_is_timed_and_a_span_in_the_trace_of_its_message()
    {
        using var measured = new Measurements("outbox", $"{_name}-outbox");
        using var spans = new Spans();
        await using var bus = await StartAsync(Transport.InMemory, Store.Redis);

        await bus.Bus.Publish(new WalletPaid(_id, 5), Token);

        await Eventually.TrueAsync("the end of the outbox", () => measured.Of("redis.outbox.duration", "operation", "finish").Count == 1);
        Assert.Single(measured.Of("redis.outbox.duration", "operation", "load"));
        Assert.InRange(Assert.Single(measured.Of("redis.outbox.duration", "operation", "commit")), 0.000001, 10);
        Assert.Equal(["redis outbox load", "redis outbox commit", "redis outbox finish"],
            spans.Ours.Select(span => span.DisplayName).Where(name => name.Contains("outbox", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(HostsWithRedis))]
    public async Task Two_hundred_conflicting_payments_from_two_processes_are_applied_once_each(Transport transport, Store store)
    {
        await using var one = await StartAsync(transport, store);
        await using var two = await StartAsync(transport, store);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => (n % 2 == 0 ? one : two).Bus.Publish(new WalletPaid(_id, 1), Token)));

        await Eventually.TrueAsync("800 consequences", () => _changes.Arrived.Count == 800, TimeSpan.FromSeconds(60));
        Assert.Equal(200, await TotalAsync(one));
        Assert.Equal(Enumerable.Range(1, 200), _changes.Arrived.Where(change => change.Message.Part == 1).Select(change => change.Message.Total).Order());
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_response_comes_out_of_the_outbox(Transport transport, Store store)
    {
        await using var bus = await StartAsync(transport, store);
        await bus.Bus.Publish(new WalletPaid(_id, 5), Token);
        await Eventually.TrueAsync("the payment", () => _changes.Arrived.Count == 4);

        using var scope = bus.Services.CreateScope();
        var answer = await scope.ServiceProvider.GetRequiredService<IRequestClient<WalletAsked>>().GetResponse<WalletTold>(new WalletAsked(_id), Token);

        Assert.Equal(5, answer.Message.Total);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_plain_consumer_has_the_same_outbox(Transport transport, Store store)
    {
        _trouble.Failures = 1;
        await using var bus = await StartAsync(transport, store, saga: false);
        using var scope = bus.Services.CreateScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<WalletPaid>>();

        await Assert.ThrowsAsync<RequestFaultException>(() => client.GetResponse<WalletTold>(new WalletPaid(_id, 3), Token));
        var answer = await client.GetResponse<WalletTold>(new WalletPaid(_id, 4), Token);

        Assert.Equal(4, answer.Message.Total);
        await Eventually.TrueAsync("both consequences", () => _changes.Arrived.Count == 2);
        Assert.All(_changes.Arrived, change => Assert.Equal(4, change.Message.Total));
    }

    private async Task<int> TotalAsync(TestBus bus) => (await bus.Services.GetRequiredService<ILoadSagaRepository<Wallet>>().Load(_id)).Total;

    private Task<TestBus> StartAsync(Transport transport, Store store, bool saga = true) =>
        TestBus.StartAsync(
            x =>
            {
                x.AddRedisMessageScheduler(options => options.QueueName = _name);
                x.AddRedisOutbox(options =>
                {
                    options.KeyPrefix = $"{_name}-outbox";
                    options.SchedulesInCommit = store == Store.RedisInOneCommit;
                    options.AskInboxFirst = store != Store.RedisInOneCommit;
                });
                if (!saga)
                {
                    x.AddConsumer<PurseConsumer, PurseDefinition>().Endpoint(e => e.Name = $"{_name}-purse");
                    x.AddRequestClient<WalletPaid>(new Uri($"exchange:{_name}-purse"));
                }
                else
                {
                    var wallet = x.AddSagaStateMachine<WalletStateMachine, Wallet, WalletDefinition>().Endpoint(e => e.Name = $"{_name}-wallet");
                    _ = store != Store.Memory ? wallet.RedisRepository(r => r.KeyPrefix = _name) : wallet.InMemoryRepository();
                    x.AddRequestClient<WalletAsked>(new Uri($"exchange:{_name}-wallet"));
                }

                // One at a time, so that the order of arrival is the order of sending.
                x.AddConsumer<InboxConsumer<WalletChanged>>().Endpoint(e =>
                {
                    e.Name = $"{_name}-changes";
                    e.ConcurrentMessageLimit = 1;
                });
            },
            services => services.AddSingleton(_changes).AddSingleton(_trouble), transport, redis: store != Store.Memory);
}
