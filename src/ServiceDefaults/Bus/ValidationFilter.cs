using MassTransit;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>Refuses a message that breaks its contract before any consumer or saga sees it.</summary>
public sealed class ValidationFilter<T> : IFilter<ConsumeContext<T>> where T : class
{
    /// <inheritdoc />
    public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        MessageChecks.Demand(context.Message);
        return next.Send(context);
    }

    /// <inheritdoc />
    public void Probe(ProbeContext context) => context.CreateFilterScope("validation");
}
