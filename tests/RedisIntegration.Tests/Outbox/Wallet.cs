using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Tests.Outbox;

public record WalletPaid(Guid CorrelationId, int Amount);

public record WalletChanged(Guid CorrelationId, int Total, int Part);

public record WalletAsked(Guid CorrelationId);

public record WalletTold(int Total);

/// <summary>A saga with consequences: each payment publishes three parts and schedules one reminder.</summary>
public class Wallet : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public int Version { get; set; }
    public int Total { get; set; }
}

/// <summary>Decides whether a payment fails after its consequences were ordered.</summary>
public sealed class WalletTrouble
{
    private int _left;

    public int Failures { set => _left = value; }

    public void Maybe()
    {
        if (Interlocked.Decrement(ref _left) >= 0)
        {
            throw new InvalidOperationException("The payment fails at its end.");
        }
    }
}

public sealed class WalletStateMachine : MassTransitStateMachine<Wallet>
{
    public WalletStateMachine(WalletTrouble trouble)
    {
        InstanceState(x => x.CurrentState);

        Initially(Pay(When(Paid)).TransitionTo(Open));
        During(Open, Pay(When(Paid)), When(Asked).Respond(x => new WalletTold(x.Saga.Total)));

        EventActivityBinder<Wallet, WalletPaid> Pay(EventActivityBinder<Wallet, WalletPaid> paid) => paid
            .Then(x => x.Saga.Total += x.Message.Amount)
            .ThenAsync(async x =>
            {
                for (var part = 1; part <= 3; part++)
                {
                    await x.Publish(new WalletChanged(x.Saga.CorrelationId, x.Saga.Total, part));
                }

                await x.SchedulePublish(TimeSpan.FromMilliseconds(100), new WalletChanged(x.Saga.CorrelationId, x.Saga.Total, Part: 4));
                trouble.Maybe();
            });
    }

    public State Open { get; private set; } = null!;

    public Event<WalletPaid> Paid { get; private set; } = null!;

    public Event<WalletAsked> Asked { get; private set; } = null!;
}

public sealed class WalletDefinition : SagaDefinition<Wallet>
{
    protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<Wallet> sagaConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = 200;
        endpointConfigurator.UseMessageRetry(r =>
        {
            r.Handle<ConcurrencyException>();
            r.Immediate(100);
        });
        endpointConfigurator.UseRedisOutbox(context);
    }
}

/// <summary>A plain consumer with the same consequences.</summary>
public sealed class PurseConsumer(WalletTrouble trouble) : IConsumer<WalletPaid>
{
    public async Task Consume(ConsumeContext<WalletPaid> context)
    {
        await context.Publish(new WalletChanged(context.Message.CorrelationId, context.Message.Amount, Part: 1));
        await context.SchedulePublish(TimeSpan.FromMilliseconds(100), new WalletChanged(context.Message.CorrelationId, context.Message.Amount, Part: 4));
        if (context.ResponseAddress is not null)
        {
            await context.RespondAsync(new WalletTold(context.Message.Amount));
        }

        trouble.Maybe();
    }
}

public sealed class PurseDefinition : ConsumerDefinition<PurseConsumer>
{
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<PurseConsumer> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.UseRedisOutbox(context);
}
