using MassTransit;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>Puts the ids that a message carries onto every log line that is written while it is consumed.</summary>
public sealed class LogScopeFilter<T>(ILogger logger) : IFilter<ConsumeContext<T>> where T : class
{
    private static readonly Func<T, string?>? BookingId = Reader<string?>("BookingId");
    private static readonly Func<T, Guid>? MessageId = Reader<Guid>("MessageId");

    /// <inheritdoc />
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        var ids = new Dictionary<string, object?>(2);
        if (BookingId?.Invoke(context.Message) is { } booking)
            ids["BookingId"] = booking;
        if ((MessageId?.Invoke(context.Message) ?? context.MessageId) is { } message)
            ids["MessageId"] = message;

        using var scope = logger.BeginScope(ids);
        await next.Send(context);
    }

    /// <inheritdoc />
    public void Probe(ProbeContext context) => context.CreateFilterScope("log-scope");

    private static Func<T, TValue>? Reader<TValue>(string member) =>
        typeof(T).GetProperty(member) is { GetMethod: { } getter } property && property.PropertyType == typeof(TValue) ? getter.CreateDelegate<Func<T, TValue>>() : null;
}
