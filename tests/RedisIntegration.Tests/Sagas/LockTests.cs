using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Sagas;

public class LockedAlbum : Album;

/// <summary>The lock of the pessimistic mode: kept as long as it is held, and where it is lost all the same no update is lost with it.</summary>
public class LockTests
{
    private readonly string _prefix = RealRedis.NewPrefix();
    private readonly Guid _id = NewId.NextGuid();
    private readonly Hold _hold = new();

    private static IDatabase Redis => RealRedis.Connection.GetDatabase();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string LockKey => $"{_prefix}:{_id}_lock";

    [Fact]
    public async Task A_handler_that_takes_longer_than_the_lease_keeps_the_lock()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await one.Bus.Publish(new PhotoAdded(_id, "first"), Token);
        await Eventually.TrueAsync("the first handler", () => _hold.Entered == 1);
        await two.Bus.Publish(new PhotoAdded(_id, "second"), Token);

        await Eventually.TrueAsync("the second to wait", async () => await Redis.SortedSetLengthAsync($"{{{LockKey}}}:waiting") == 1);
        await RenewedAsync(times: 4);

        Assert.Equal(1, _hold.Entered);
        _hold.LetGo();
        await Eventually.TrueAsync("both photos", async () => (await LoadAsync(one))?.Photos.Count == 2);
        Assert.Equal(["first", "second"], (await LoadAsync(one))!.Photos);
        Assert.Equal(2, _hold.Entered);
        await Eventually.TrueAsync("nothing left of the lock", async () => !await Redis.KeyExistsAsync(LockKey));
    }

    [Fact]
    public async Task When_the_lock_is_lost_the_write_is_refused_and_no_update_with_it()
    {
        using var measured = new Measurements("saga", TypeCache<LockedAlbum>.ShortName);
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await one.Bus.Publish(new PhotoAdded(_id, "first"), Token);
        await Eventually.TrueAsync("the first handler", () => _hold.Entered == 1);

        await Redis.KeyDeleteAsync(LockKey);
        await two.Bus.Publish(new PhotoAdded(_id, "second"), Token);
        await Eventually.TrueAsync("the second handler beside the first", () => _hold.Entered == 2);
        await Eventually.TrueAsync("the loss to be noticed", () => measured.Of("redis.saga.locks_lost").Count == 1);
        _hold.LetGo();

        await Eventually.TrueAsync("both photos", async () => (await LoadAsync(one))?.Photos.Count == 2);
        Assert.Equal(["first", "second"], (await LoadAsync(one))!.Photos.Order());
        Assert.Equal(3, _hold.Entered);
        Assert.Single(measured.Of("redis.saga.conflicts"));
    }

    [Fact]
    public async Task Who_does_not_get_the_lock_in_time_asks_again_as_the_policy_says()
    {
        await Redis.StringSetAsync(LockKey, "somebody else");
        var faults = new Inbox<Fault<PhotoAdded>>();
        await using var bus = await StartAsync(faults, r =>
        {
            r.LockRetryTimeout = TimeSpan.FromMilliseconds(50);
            r.RetryPolicy = MassTransit.Retry.Interval(1000, TimeSpan.FromMilliseconds(1));
        });
        _hold.LetGo();
        await bus.Bus.Publish(new PhotoAdded(_id, "patient"), Token);

        var asked = new HashSet<string>(StringComparer.Ordinal);
        await Eventually.TrueAsync("a third time of asking", async () =>
        {
            asked.UnionWith((await Redis.SortedSetRangeByRankAsync($"{{{LockKey}}}:waiting")).Select(token => (string)token!));
            return asked.Count >= 3;
        });
        await Redis.KeyDeleteAsync(LockKey);

        await Eventually.TrueAsync("the photo", async () => (await LoadAsync(bus))?.Photos.Count == 1);
        Assert.Empty(faults.Arrived);
    }

    [Fact]
    public async Task Who_does_not_get_the_lock_in_time_fails_and_names_it()
    {
        await Redis.StringSetAsync(LockKey, "somebody else");
        var faults = new Inbox<Fault<PhotoAdded>>();
        await using var bus = await StartAsync(faults, r => r.LockRetryTimeout = TimeSpan.FromMilliseconds(50));

        await bus.Bus.Publish(new PhotoAdded(_id, "impatient"), Token);

        Assert.Contains(LockKey, (await faults.FirstAsync("the fault")).Message.Exceptions[0].Message, StringComparison.Ordinal);
        Assert.Equal(0, _hold.Entered);
    }

    /// <summary>The lease only gets shorter unless somebody renews it.</summary>
    private async Task RenewedAsync(int times)
    {
        var renewals = 0;
        var left = TimeSpan.MaxValue;
        await Eventually.TrueAsync($"{times} renewals of the lease", async () =>
        {
            var now = await Redis.KeyTimeToLiveAsync(LockKey) ?? TimeSpan.Zero;
            renewals += now > left ? 1 : 0;
            left = now;
            return renewals >= times;
        });
    }

    private Task<TestBus> StartAsync(Inbox<Fault<PhotoAdded>>? faults = null, Action<IRedisSagaRepositoryConfigurator<LockedAlbum>>? configure = null) =>
        TestBus.StartAsync(
            x =>
            {
                x.AddSagaStateMachine<AlbumStateMachine<LockedAlbum>, LockedAlbum>().RedisRepository(r =>
                {
                    r.KeyPrefix = _prefix;
                    r.ConcurrencyMode = ConcurrencyMode.Pessimistic;
                    r.LockTimeout = TimeSpan.FromMilliseconds(600);
                    configure?.Invoke(r);
                });
                x.AddConfigureEndpointsCallback((_, _, endpoint) => endpoint.UseRedisRetry());
                x.AddConsumer<InboxConsumer<Fault<PhotoAdded>>>().Endpoint(e => e.Name = "faults");
            },
            services => services.AddSingleton(_hold).AddSingleton(faults ?? new Inbox<Fault<PhotoAdded>>()));

    private async Task<LockedAlbum?> LoadAsync(TestBus bus) => await bus.Services.GetRequiredService<ILoadSagaRepository<LockedAlbum>>().Load(_id);
}
