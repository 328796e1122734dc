using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Sagas;

public record ShipmentOrdered(Guid CorrelationId, string To) : CorrelatedBy<Guid>;

public record ShipmentDelivered(Guid CorrelationId) : CorrelatedBy<Guid>;

/// <summary>A saga that is a class with handlers and no state machine.</summary>
public class Shipment : ISaga, ISagaVersion, InitiatedBy<ShipmentOrdered>, Orchestrates<ShipmentDelivered>
{
    public Guid CorrelationId { get; set; }
    public int Version { get; set; }
    public string To { get; set; } = "";
    public bool Delivered { get; set; }

    public Task Consume(ConsumeContext<ShipmentOrdered> context)
    {
        To = context.Message.To;
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ShipmentDelivered> context)
    {
        Delivered = true;
        return Task.CompletedTask;
    }
}

public record ParcelFound(string Label);

public class Parcel : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public string Label { get; set; } = "";
    public int Version { get; set; }
}

/// <summary>Looks a saga up by something else than its id, which Redis cannot.</summary>
public sealed class ParcelStateMachine : MassTransitStateMachine<Parcel>
{
    public ParcelStateMachine()
    {
        InstanceState(x => x.CurrentState);
        Event(() => Found, x => x.CorrelateBy((request, context) => request.Label == context.Message.Label).SelectId(_ => NewId.NextGuid()));
        Initially(When(Found).Finalize());
    }

    public Event<ParcelFound> Found { get; private set; } = null!;
}

public class ConsumerSagaTests
{
    private readonly string _prefix = RealRedis.NewPrefix();
    private readonly Guid _id = NewId.NextGuid();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_saga_without_a_state_machine_is_kept_too()
    {
        await using var bus = await TestBus.StartAsync(x => x.AddSaga<Shipment>().RedisRepository(r => r.KeyPrefix = _prefix));

        await bus.Bus.Publish(new ShipmentOrdered(_id, "Berlin"), Token);
        await Eventually.TrueAsync("the shipment", async () => await LoadAsync(bus) is { To: "Berlin" });
        await bus.Bus.Publish(new ShipmentDelivered(_id), Token);

        await Eventually.TrueAsync("its delivery", async () => await LoadAsync(bus) is { Delivered: true, Version: 1 });
    }

    [Fact]
    public async Task A_search_by_anything_but_the_id_is_refused_by_design()
    {
        var faults = new Inbox<Fault<ParcelFound>>();
        await using var bus = await TestBus.StartAsync(
            x =>
            {
                x.AddSagaStateMachine<ParcelStateMachine, Parcel>().RedisRepository(r => r.KeyPrefix = _prefix);
                x.AddConsumer<InboxConsumer<Fault<ParcelFound>>>().Endpoint(e => e.Name = "faults");
            },
            services => services.AddSingleton(faults));

        await bus.Bus.Publish(new ParcelFound("17"), Token);

        Assert.EndsWith(nameof(NotImplementedByDesignException), (await faults.FirstAsync("the fault")).Message.Exceptions[0].ExceptionType, StringComparison.Ordinal);
    }

    private async Task<Shipment?> LoadAsync(TestBus bus) => await bus.Services.GetRequiredService<ILoadSagaRepository<Shipment>>().Load(_id);
}
