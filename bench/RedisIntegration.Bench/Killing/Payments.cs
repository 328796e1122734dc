using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Bench.Killing;

/// <summary>A payment to an account; the number says which of all payments it is, the run to which experiment it belongs.</summary>
public record Payment(Guid CorrelationId, int Number, string Run = "");

/// <summary>A consequence of a payment: parts 1 to 3 are published at once, part 4 is scheduled.</summary>
public record Consequence(int Number, int Part, string Run = "");

public class Account : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public int Version { get; set; }

    /// <summary>The number of every payment each time that it was applied.</summary>
    public List<int> Applied { get; set; } = [];
}

public sealed class AccountStateMachine : MassTransitStateMachine<Account>
{
    public AccountStateMachine()
    {
        InstanceState(x => x.CurrentState);

        Initially(Apply(When(Paid)).TransitionTo(Open));
        During(Open, Apply(When(Paid)));

        static EventActivityBinder<Account, Payment> Apply(EventActivityBinder<Account, Payment> paid) => paid
            .Then(x => x.Saga.Applied.Add(x.Message.Number))
            .ThenAsync(async x =>
            {
                for (var part = 1; part <= 3; part++)
                {
                    await x.Publish(new Consequence(x.Message.Number, part, x.Message.Run));
                }

                await x.SchedulePublish(TimeSpan.FromMilliseconds(50), new Consequence(x.Message.Number, Part: 4, x.Message.Run));
            });
    }

    public State Open { get; private set; } = null!;

    public Event<Payment> Paid { get; private set; } = null!;
}

public sealed class AccountDefinition : SagaDefinition<Account>
{
    protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<Account> sagaConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.ConcurrentMessageLimit = 8;
        endpointConfigurator.UseMessageRetry(r =>
        {
            r.Handle<ConcurrencyException>();
            r.Immediate(100);
        });
        endpointConfigurator.UseRedisOutbox(context);
    }
}
