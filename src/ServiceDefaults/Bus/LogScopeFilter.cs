using MassTransit;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Telemetry;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>Puts the ids that a message carries onto the span of its consumption, and onto every log line that is written meanwhile.</summary>
public sealed class LogScopeFilter<T>(ILogger logger) : IFilter<ConsumeContext<T>> where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        var (booking, id) = SubjectIds.Of(context.Message);
        var message = id ?? context.MessageId;
        SubjectIds.Note(booking, message);

        var ids = new Dictionary<string, object?>(2, StringComparer.Ordinal);
        if (booking is not null)
        {
            ids["BookingId"] = booking;
        }

        if (message is not null)
        {
            ids["MessageId"] = message;
        }

        using var scope = logger.BeginScope(ids);
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("log-scope");
}
