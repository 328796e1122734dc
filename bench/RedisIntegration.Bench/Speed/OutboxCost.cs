using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Bench.Killing;

namespace PhStudio.Messaging.RedisIntegration.Bench.Speed;

/// <summary>Messages a second through a saga that publishes one consequence each, on RabbitMQ and Redis, without an outbox and with it.</summary>
public static class OutboxCost
{
    private const int Sagas = 500;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Whole("count", 10_000);
        await MeasureAsync(arguments, count / 5, outbox: true);
        // Alternating rounds, so that a busy moment of the machine does not hit one of them alone.
        var without = 0.0;
        var with = 0.0;
        for (var round = 0; round < 3; round++)
        {
            without += await MeasureAsync(arguments, count, outbox: false) / 3;
            with += await MeasureAsync(arguments, count, outbox: true) / 3;
        }

        Console.WriteLine(
            $"""
            | saga on RabbitMQ, one consequence a message | messages a second |
            |---|---:|
            | no outbox | {without:N0} |
            | Redis outbox | {with:N0} |
            | cost | {without / with:0.00} times |
            """);
        return 0;
    }

    private static async Task<double> MeasureAsync(Arguments arguments, int count, bool outbox)
    {
        var name = $"cost-{Guid.NewGuid():N}";
        var arrived = new Arrivals(count);
        using var host = await BenchHost.StartAsync(arguments, x =>
        {
            x.AddRedisOutbox(options => options.KeyPrefix = $"{name}-outbox");
            x.AddSagaStateMachine<TollStateMachine, Toll>().Endpoint(e => e.Name = $"{name}-tolls")
                .RedisRepository(r => r.KeyPrefix = $"{name}-tolls");
            x.AddConfigureEndpointsCallback((context, endpoint, e) =>
            {
                e.PrefetchCount = 200;
                if (outbox && endpoint == $"{name}-tolls")
                {
                    e.UseRedisOutbox(context);
                }
            });
            x.AddConsumer<ArrivalConsumer>().Endpoint(e => e.Name = $"{name}-arrivals");
        }, services => services.AddSingleton(arrived));
        var ids = Enumerable.Range(0, Sagas).Select(_ => NewId.NextGuid()).ToArray();
        var endpoint = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{name}-tolls"));

        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async sender =>
        {
            for (var i = sender; i < count; i += 100)
            {
                await endpoint.Send(new Payment(ids[i % ids.Length], i));
            }
        }));
        await arrived.All.WaitAsync(TimeSpan.FromMinutes(3));
        var perSecond = count / clock.Elapsed.TotalSeconds;
        await host.StopAsync();
        return perSecond;
    }
}

public class Toll : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public int Version { get; set; }
    public int Count { get; set; }
}

public sealed class TollStateMachine : MassTransitStateMachine<Toll>
{
    public TollStateMachine()
    {
        InstanceState(x => x.CurrentState);
        Initially(Take(When(Paid)).TransitionTo(Open));
        During(Open, Take(When(Paid)));

        static EventActivityBinder<Toll, Payment> Take(EventActivityBinder<Toll, Payment> paid) =>
            paid.Then(x => x.Saga.Count++).Publish(x => new Consequence(x.Message.Number, Part: 1));
    }

    public State Open { get; private set; } = null!;

    public Event<Payment> Paid { get; private set; } = null!;
}

/// <summary>Counts what arrives, until all have.</summary>
public sealed class Arrivals(int expected)
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    public Task All => _all.Task;

    public void One()
    {
        if (Interlocked.Increment(ref _count) == expected)
        {
            _all.TrySetResult();
        }
    }
}

public sealed class ArrivalConsumer(Arrivals arrivals) : IConsumer<Consequence>
{
    public Task Consume(ConsumeContext<Consequence> context)
    {
        arrivals.One();
        return Task.CompletedTask;
    }
}
