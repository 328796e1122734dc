using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Scheduling;

/// <summary>Saga timeouts and redelivery, as state machines and definitions ask for them.</summary>
public class TimeoutTests
{
    private readonly string _name = $"t-{Guid.NewGuid():N}";
    private readonly Guid _id = NewId.NextGuid();
    private readonly Inbox<CountdownEnded> _ended = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Transport> Transports => [Transport.InMemory, Transport.RabbitMq];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_saga_is_told_when_its_time_is_up(Transport transport)
    {
        await using var bus = await StartAsync(transport);

        await bus.Bus.Publish(new CountdownBegan(_id, Seconds: 1), Token);

        Assert.Equal(1, (await _ended.FirstAsync("the end of the countdown")).Message.Timeouts);
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.RabbitMq)]
    public async Task A_stale_timeout_never_reaches_a_saga_that_moved_on(Transport transport)
    {
        await using var bus = await StartAsync(transport);
        await bus.Bus.Publish(new CountdownBegan(_id, Seconds: 3600), Token);
        await Eventually.TrueAsync("the first timeout to be scheduled", async () => await Token1Async(bus) is not null);
        var stale = (await Token1Async(bus))!.Value;

        await bus.Bus.Publish(new CountdownBegan(_id, Seconds: 2), Token);
        await Eventually.TrueAsync("the second timeout in its place", async () => await Token1Async(bus) != stale);
        var endpoint = await bus.Bus.GetSendEndpoint(new Uri($"exchange:{_name}-countdown"));
        await endpoint.Send(new CountdownTimeout(_id), context => context.Headers.Set(MessageHeaders.SchedulingTokenId, stale.ToString("N")), Token);

        Assert.Equal(1, (await _ended.FirstAsync("the end of the second countdown")).Message.Timeouts);
    }

    [Theory]
    [InlineData(Transport.InMemory, false)]
    [InlineData(Transport.InMemory, true)]
    [InlineData(Transport.RabbitMq, false)]
    [InlineData(Transport.RabbitMq, true)]
    public async Task A_failed_message_is_redelivered_later_with_its_first_id_and_a_timeout_with_its_token(Transport transport, bool outbox)
    {
        await using var bus = await StartAsync(transport, failures: 2, outbox);

        await bus.Bus.Publish(new CountdownBegan(_id, Seconds: 1), Token);

        Assert.Equal(3, (await _ended.FirstAsync("the end of the countdown at the third delivery")).Message.Timeouts);
    }

    private async Task<Guid?> Token1Async(TestBus bus) => (await bus.Services.GetRequiredService<ILoadSagaRepository<Countdown>>().Load(_id))?.TimeoutToken;

    private Task<TestBus> StartAsync(Transport transport, int failures = 0, bool outbox = false) =>
        TestBus.StartAsync(
            x =>
            {
                x.AddRedisMessageScheduler(options => options.QueueName = _name);
                if (outbox)
                {
                    x.AddRedisOutbox(options =>
                    {
                        options.KeyPrefix = $"{_name}-outbox";
                        options.SchedulesInCommit = true;
                    });
                }

                x.AddSagaStateMachine<CountdownStateMachine, Countdown, CountdownDefinition>().Endpoint(e => e.Name = $"{_name}-countdown")
                    .RedisRepository(r => r.KeyPrefix = _name);
                x.AddConsumer<InboxConsumer<CountdownEnded>>().Endpoint(e => e.Name = $"{_name}-ended");
            },
            services => services.AddSingleton(_ended).AddSingleton(new CountdownFailures(failures)), transport);
}

public record CountdownBegan(Guid CorrelationId, int Seconds);

public record CountdownTimeout(Guid CorrelationId);

/// <summary>Published when a timeout was taken; how many deliveries of timeouts it took.</summary>
public record CountdownEnded(Guid CorrelationId, int Timeouts);

/// <summary>How often taking a timeout fails before it succeeds.</summary>
public sealed class CountdownFailures(int count)
{
    private int _deliveries;

    public int Deliver() => Interlocked.Increment(ref _deliveries) > count
        ? _deliveries
        : throw new InvalidOperationException("Not this time.");
}

public class Countdown : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public int Version { get; set; }
    public Guid? TimeoutToken { get; set; }
}

public sealed class CountdownStateMachine : MassTransitStateMachine<Countdown>
{
    public CountdownStateMachine(CountdownFailures failures)
    {
        InstanceState(x => x.CurrentState);
        Schedule(() => Timeout, x => x.TimeoutToken, x => x.Received = e => e.CorrelateById(m => m.Message.CorrelationId));

        Initially(When(Began).Schedule(Timeout, x => new CountdownTimeout(x.Saga.CorrelationId), x => TimeSpan.FromSeconds(x.Message.Seconds))
            .TransitionTo(Waiting));
        During(Waiting,
            When(Began).Schedule(Timeout, x => new CountdownTimeout(x.Saga.CorrelationId), x => TimeSpan.FromSeconds(x.Message.Seconds)),
            When(Timeout.Received).Publish(x => new CountdownEnded(x.Saga.CorrelationId, failures.Deliver())).Finalize());
        SetCompletedWhenFinalized();
    }

    public State Waiting { get; private set; } = null!;

    public Event<CountdownBegan> Began { get; private set; } = null!;

    public Schedule<Countdown, CountdownTimeout> Timeout { get; private set; } = null!;
}

public sealed class CountdownDefinition : SagaDefinition<Countdown>
{
    protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<Countdown> sagaConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseScheduledRedelivery(r => r.Intervals(300, 300, 300));
        endpointConfigurator.UseMessageRetry(r =>
        {
            r.Handle<ConcurrencyException>();
            r.Immediate(50);
        });
        if (context.GetService<RedisOutboxOptions>() is not null)
        {
            endpointConfigurator.UseRedisOutbox(context);
        }
    }
}
