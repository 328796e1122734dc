using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Sagas;

public class ConcurrencyTests
{
    private readonly string _prefix = RealRedis.NewPrefix();

    [Theory]
    [InlineData(ConcurrencyMode.Optimistic, Transport.InMemory)]
    [InlineData(ConcurrencyMode.Pessimistic, Transport.InMemory)]
    [InlineData(ConcurrencyMode.Optimistic, Transport.RabbitMq)]
    [InlineData(ConcurrencyMode.Pessimistic, Transport.RabbitMq)]
    public async Task Two_first_messages_at_once_make_one_saga_that_saw_both(ConcurrencyMode mode, Transport transport)
    {
        await using var one = await StartAsync(mode, transport);
        await using var two = await StartAsync(mode, transport);
        var ids = Enumerable.Range(0, 50).Select(_ => NewId.NextGuid()).ToList();

        foreach (var id in ids)
        {
            await Task.WhenAll(one.Bus.Publish(new TallyOpened(id, "one"), Token), two.Bus.Publish(new TallyOpened(id, "two"), Token));
        }

        foreach (var id in ids)
        {
            await Eventually.TrueAsync("both first messages in one saga", async () => (await LoadAsync(one, id))?.Openers.Count == 2);
        }
    }

    [Theory]
    [InlineData(ConcurrencyMode.Optimistic, Transport.InMemory)]
    [InlineData(ConcurrencyMode.Pessimistic, Transport.InMemory)]
    [InlineData(ConcurrencyMode.Optimistic, Transport.RabbitMq)]
    [InlineData(ConcurrencyMode.Pessimistic, Transport.RabbitMq)]
    public async Task Ten_creators_and_a_thousand_updates_from_two_processes_are_all_applied(ConcurrencyMode mode, Transport transport)
    {
        await using var one = await StartAsync(mode, transport);
        await using var two = await StartAsync(mode, transport);
        var id = NewId.NextGuid();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(n => Either(n, one, two).Bus.Publish(new TallyOpened(id, $"{n}"), Token))
            .Concat(Enumerable.Range(0, 1000).Select(n => Either(n, one, two).Bus.Publish(new TallyAdded(id, $"{n}"), Token))));

        await Eventually.TrueAsync("1010 events applied", async () => (await LoadAsync(one, id)) is { } saga && saga.Openers.Count + saga.Added.Count >= 1010, TimeSpan.FromSeconds(60));
        var tally = (await LoadAsync(one, id))!;
        Assert.Equal(1000, tally.Added.Distinct().Count());
        Assert.Equal(10, tally.Openers.Distinct().Count());
        Assert.Equal(1010, tally.Added.Count + tally.Openers.Count);
        Assert.Equal(1009, tally.Version);
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.RabbitMq)]
    public async Task Finalising_while_another_updates_leaves_the_saga_whole_or_gone(Transport transport)
    {
        await using var one = await StartAsync(ConcurrencyMode.Optimistic, transport);
        await using var two = await StartAsync(ConcurrencyMode.Optimistic, transport);
        var ids = Enumerable.Range(0, 100).Select(_ => NewId.NextGuid()).ToList();
        await Task.WhenAll(ids.Select(id => one.Bus.Publish(new TallyOpened(id, "one"), Token)));
        await Eventually.TrueAsync("100 sagas opened", async () => (await Task.WhenAll(ids.Select(id => LoadAsync(one, id)))).All(saga => saga is not null));

        await Task.WhenAll(ids.SelectMany(id => new[]
        {
            one.Bus.Publish(new TallyClosed(id), Token),
            two.Bus.Publish(new TallyAdded(id, "late"), Token),
        }));

        // An addition that comes after the end opens a new tally: it has that addition and nothing of the old one.
        await Eventually.TrueAsync("each saga gone, or begun again", async () => (await Task.WhenAll(ids.Select(id => LoadAsync(one, id)))).All(Whole));
        static bool Whole(Tally? saga) => saga is null || saga is { Openers.Count: 0, Added.Count: 1, Version: 0 };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TestBus Either(int n, TestBus one, TestBus two) => n % 2 == 0 ? one : two;

    private Task<TestBus> StartAsync(ConcurrencyMode mode, Transport transport) =>
        TestBus.StartAsync(
            x => x.AddSagaStateMachine<TallyStateMachine, Tally, TallyDefinition>().Endpoint(e => e.Name = _prefix.Replace(':', '-')).RedisRepository(r =>
            {
                r.KeyPrefix = _prefix;
                r.ConcurrencyMode = mode;
            }),
            transport: transport);

    private static async Task<Tally?> LoadAsync(TestBus bus, Guid id) =>
        await bus.Services.GetRequiredService<ILoadSagaRepository<Tally>>().Load(id);
}
