using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Telemetry;
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
        await using var bus = await Start();

        await OneLife(bus);

        await Eventually.True("the time of the delete", () => measured.Of("redis.saga.duration", "operation", "delete").Count == 1);
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
        await using var one = await Start();
        await using var two = await Start();

        await one.Bus.Publish(new PhotoAdded(_id, "one"), Token);
        await two.Bus.Publish(new PhotoAdded(_id, "two"), Token);
        await Eventually.True("both handlers side by side", () => _hold.Entered == 2);
        _hold.LetGo();

        await Eventually.True("both photos", async () => (await Load(one))?.Photos.Count == 2);
        Assert.Single(measured.Of("redis.saga.conflicts"));
    }

    [Fact]
    public async Task Every_load_and_write_is_a_span_in_the_trace_of_its_message()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == RedisIntegrationTelemetry.Name && Equals(activity.GetTagItem("saga.id"), _id))
                {
                    spans.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        using var root = source.StartActivity("booking");
        await using var bus = await Start();

        await OneLife(bus);

        await Eventually.True("the span of the delete", () => spans.Any(span => span.DisplayName == $"{TypeCache<MeasuredAlbum>.ShortName} delete"));
        Assert.Single(spans, span => span.DisplayName == $"{TypeCache<MeasuredAlbum>.ShortName} insert");
        Assert.Single(spans, span => span.DisplayName == $"{TypeCache<MeasuredAlbum>.ShortName} update");
        Assert.Equal(3, spans.Count(span => span.DisplayName == $"{TypeCache<MeasuredAlbum>.ShortName} load"));
        Assert.All(spans, span =>
        {
            Assert.Equal(root!.TraceId, span.TraceId);
            Assert.Equal(ActivityKind.Client, span.Kind);
            Assert.Equal("redis", span.GetTagItem("db.system"));
        });
    }

    /// <summary>One saga from its first message to its last: insert, update, delete.</summary>
    private async Task OneLife(TestBus bus)
    {
        var redis = RealRedis.Connection.GetDatabase();
        string key = $"{_prefix}:{_id}";
        _hold.LetGo();
        await bus.Bus.Publish(new PhotoAdded(_id, "first"), Token);
        await Eventually.True("the saga", () => redis.KeyExistsAsync(key));
        await bus.Bus.Publish(new PhotoAdded(_id, "second"), Token);
        await Eventually.True("the second photo", async () => ((string?)await redis.StringGetAsync(key))!.Contains("second", StringComparison.Ordinal));
        await bus.Bus.Publish(new AlbumClosed(_id), Token);
        await Eventually.True("the end of the saga", async () => !await redis.KeyExistsAsync(key));
    }

    private Task<TestBus> Start() => TestBus.Start(
        x =>
        {
            x.AddSagaStateMachine<AlbumStateMachine<MeasuredAlbum>, MeasuredAlbum>().RedisRepository(r => r.KeyPrefix = _prefix);
            x.AddConfigureEndpointsCallback((_, _, endpoint) => endpoint.UseRedisRetry());
        },
        services => services.AddSingleton(_hold));

    private async Task<MeasuredAlbum?> Load(TestBus bus) => await bus.Services.GetRequiredService<ILoadSagaRepository<MeasuredAlbum>>().Load(_id);
}
