using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Tests.Sagas;

public record TallyOpened(Guid CorrelationId, string By);

public record TallyAdded(Guid CorrelationId, string By);

public record TallyClosed(Guid CorrelationId);

/// <summary>A saga that only counts: who opened it and what was added.</summary>
public class Tally : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public int Version { get; set; }
    public List<string> Openers { get; set; } = [];
    public List<string> Added { get; set; } = [];
}

public sealed class TallyStateMachine : MassTransitStateMachine<Tally>
{
    public TallyStateMachine()
    {
        InstanceState(x => x.CurrentState);

        Initially(
            When(Opened).Then(x => x.Saga.Openers.Add(x.Message.By)).TransitionTo(Open),
            When(Added).Then(x => x.Saga.Added.Add(x.Message.By)).TransitionTo(Open),
            Ignore(Closed));
        During(Open,
            When(Opened).Then(x => x.Saga.Openers.Add(x.Message.By)),
            When(Added).Then(x => x.Saga.Added.Add(x.Message.By)),
            When(Closed).Finalize());
        SetCompletedWhenFinalized();
    }

    public State Open { get; private set; } = null!;

    public Event<TallyOpened> Opened { get; private set; } = null!;

    public Event<TallyAdded> Added { get; private set; } = null!;

    public Event<TallyClosed> Closed { get; private set; } = null!;
}

public sealed class TallyDefinition : SagaDefinition<Tally>
{
    protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<Tally> sagaConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 200;
        endpointConfigurator.UseMessageRetry(r =>
        {
            r.Handle<ConcurrencyException>();
            r.Immediate(200);
        });
    }
}
