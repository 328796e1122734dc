using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Sagas;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using System.Diagnostics.CodeAnalysis;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>
/// Runs the booking's saga on a press, within the consumption of the update that brought it. A queue between the two would be
/// one more write to the broker's disk while the user waits (docs/decisions/0058).
/// </summary>
public sealed class InlineSagaDispatcher
{
    private readonly IPipe<ConsumeContext> _saga;

    /// <summary>Connects the machine.</summary>
    public InlineSagaDispatcher(BookingDecisionStateMachine machine, IBusRegistrationContext registration)
    {
        var pipe = new ConsumePipeSpecification().BuildConsumePipe();
        pipe.ConnectStateMachineSaga(machine, new DependencyInjectionSagaRepository<BookingDecision>(registration), saga => saga.UseRollbackInMemory(registration));
        _saga = pipe;
    }

    /// <summary>
    /// Applies the press. What the saga sends, and its state, are committed with the consumption that <paramref name="update"/> stands for;
    /// the caller that waits for the update's answer gets the press's.
    /// </summary>
    public Task ApplyAsync(ConsumeContext update, ButtonPressed press) => _saga.Send(new PressContext(update, press));

    /// <summary>The update's own context, with the press as its message.</summary>
    private sealed class PressContext(ConsumeContext update, ButtonPressed press) : ConsumeContextProxy(update), ConsumeContext<ButtonPressed>
    {
        public ButtonPressed Message => press;

        public override Guid? CorrelationId => press.CorrelationId;

        public override IEnumerable<string> SupportedMessageTypes => MessageTypeCache<ButtonPressed>.MessageTypeNames;

        public override bool HasMessageType(Type messageType) => messageType.IsInstanceOfType(press);

        public override bool TryGetMessage<T>([NotNullWhen(true)] out ConsumeContext<T>? consumeContext)
        {
            consumeContext = this as ConsumeContext<T>;
            return consumeContext is not null;
        }

        // The update is what was consumed, or failed: its own consumer tells.
        public Task NotifyConsumed(TimeSpan duration, string consumerType) => Task.CompletedTask;

        public Task NotifyFaulted(TimeSpan duration, string consumerType, Exception exception) => Task.CompletedTask;
    }
}
