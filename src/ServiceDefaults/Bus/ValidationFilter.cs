using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>Refuses a message that breaks its contract before any consumer or saga sees it.</summary>
/// <param name="days">Knows which days are past.</param>
public sealed class ValidationFilter<T>(StudioDay days) : IFilter<ConsumeContext<T>> where T : class
{
    public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        MessageValidator.Demand(context.Message);
        if (days.PastDay(context.Message, PublishedAt.Said(context, days.Now)) is { } wrong)
        {
            throw new InvalidMessageException(MessageValidator.Sentence(typeof(T), wrong));
        }

        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("validation");
}
