using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Tests.Sagas;

/// <summary>The saga of MassTransit's documentation.</summary>
public class OrderState :
    SagaStateMachineInstance,
    ISagaVersion
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";

    public DateTime? OrderDate { get; set; }

    public int Version { get; set; }
}

public class SubmitOrder
{
    public Guid OrderId { get; set; }

    public DateTime OrderDate { get; set; }
}

public class OrderStateMachine :
    MassTransitStateMachine<OrderState>
{
    public OrderStateMachine()
    {
        Event(() => SubmitOrder, x => x.CorrelateById(context => context.Message.OrderId));

        InstanceState(x => x.CurrentState);

        Initially(
            When(SubmitOrder)
                .Then(x => x.Saga.OrderDate = x.Message.OrderDate)
                .TransitionTo(Submitted));
    }

    public State Submitted { get; private set; } = null!;

    public Event<SubmitOrder> SubmitOrder { get; private set; } = null!;
}
