using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Sagas;

public class MeasuredAlbum : Album;

/// <summary>What the repository measures and traces.</summary>
public class SagaTelemetryTests
{
    private readonly string _prefix = RealRedis.NewPrefix();
    private readonly Guid _id = NewId.NextGuid();
    private readonly Hold _hold = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_load_and_write_is_counted_and_timed()
    {
        using var measured = new Measurements("saga", TypeCache<MeasuredAlbum>.ShortName);
        await using var bus = await StartAsync();

        await OneLifeAsync(bus);

        await Eventually.TrueAsync("the time of the delete", () => measured.Of("redis.saga.duration", "operation", "delete").Count == 1);
        Assert.Single(measured.Of("redis.saga.loads", "found", "False"));
        Assert.Equal(2, measured.Of("redis.saga.loads", "found", "True").Count);
        Assert.Equal(3, measured.Of("redis.saga.duration", "operation", "load").Count);
        Assert.Single(measured.Of("redis.saga.duration", "operation", "insert"));
        Assert.Single(measured.Of("redis.saga.duration", "operation", "update"));
        Assert.All(measured.Of("redis.saga.duration"), seconds => Assert.InRange(seconds, 0.000001, 10));
        Assert.Empty(measured.Of("redis.saga.conflicts"));
    }

    [Fact]
    public async Task A_conflict_is_counted()
    {
        using var measured = new Measurements("saga", TypeCache<MeasuredAlbum>.ShortName);
        await using var one = await StartAsync();
        await using var two = await StartAsync();

        await one.Bus.Publish(new PhotoAdded(_id, "one"), Token);
        await two.Bus.Publish(new PhotoAdded(_id, "two"), Token);
        await Eventually.TrueAsync("both handlers side by side", () => _hold.Entered == 2);
        _hold.LetGo();

        await Eventually.TrueAsync("both photos", async () => (await LoadAsync(one))?.Photos.Count == 2);
        Assert.Single(measured.Of("redis.saga.conflicts"));
    }

    [Fact]
    public async Task Every_load_and_write_is_a_span_in_the_trace_of_its_message()
    {
        using var spans = new Spans();
        await using var bus = await StartAsync();

        await OneLifeAsync(bus);

        await Eventually.TrueAsync("the span of the delete", () => spans.Ours.Any(span => span.DisplayName == $"{TypeCache<MeasuredAlbum>.ShortName} delete"));
        Assert.Single(spans.Ours, span => span.DisplayName == $"{TypeCache<MeasuredAlbum>.ShortName} insert");
        Assert.Single(spans.Ours, span => span.DisplayName == $"{TypeCache<MeasuredAlbum>.ShortName} update");
        Assert.Equal(3, spans.Ours.Count(span => span.DisplayName == $"{TypeCache<MeasuredAlbum>.ShortName} load"));
        Assert.All(spans.Ours, span =>
        {
            Assert.Equal(_id, span.GetTagItem("saga.id"));
            Assert.Equal(ActivityKind.Client, span.Kind);
            Assert.Equal("redis", span.GetTagItem("db.system"));
        });
    }

    /// <summary>One saga from its first message to its last: insert, update, delete.</summary>
    private async Task OneLifeAsync(TestBus bus)
    {
        var redis = RealRedis.Connection.GetDatabase();
        string key = $"{_prefix}:{_id}";
        _hold.LetGo();
        await bus.Bus.Publish(new PhotoAdded(_id, "first"), Token);
        await Eventually.TrueAsync("the saga", () => redis.KeyExistsAsync(key));
        await bus.Bus.Publish(new PhotoAdded(_id, "second"), Token);
        await Eventually.TrueAsync("the second photo", async () => ((string?)await redis.StringGetAsync(key))!.Contains("second", StringComparison.Ordinal));
        await bus.Bus.Publish(new AlbumClosed(_id), Token);
        await Eventually.TrueAsync("the end of the saga", async () => !await redis.KeyExistsAsync(key));
    }

    private Task<TestBus> StartAsync() => TestBus.StartAsync(
        x =>
        {
            x.AddSagaStateMachine<AlbumStateMachine<MeasuredAlbum>, MeasuredAlbum>().RedisRepository(r => r.KeyPrefix = _prefix);
            x.AddConfigureEndpointsCallback((_, _, endpoint) => endpoint.UseRedisRetry());
        },
        services => services.AddSingleton(_hold));

    private async Task<MeasuredAlbum?> LoadAsync(TestBus bus) => await bus.Services.GetRequiredService<ILoadSagaRepository<MeasuredAlbum>>().Load(_id);
}
