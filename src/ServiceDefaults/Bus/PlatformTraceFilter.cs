using System.Diagnostics;
using System.Text;
using MassTransit;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// A platform that is not on MassTransit sends the trace it is in as W3C's header <c>traceparent</c>. MassTransit reads its own header only,
/// so the consumption begins in the platform's trace here, and is linked to the span of the receipt.
/// </summary>
internal sealed class PlatformTraceFilter<T> : IFilter<ConsumeContext<T>>
    where T : class
{
    private const string MassTransitHeader = "MT-Activity-Id";

    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        using var span = Origin(context.ReceiveContext.TransportHeaders) is { } origin
            ? PlatformTrace.Source.StartActivity($"{typeof(T).Name} from the platform", ActivityKind.Consumer, origin, links: Activity.Current is { } receipt ? [new ActivityLink(receipt.Context)] : null)
            : null;
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("platform-trace");

    private static ActivityContext? Origin(Headers headers) =>
        !headers.TryGetHeader(MassTransitHeader, out _) && ActivityContext.TryParse(Text(headers, "traceparent"), Text(headers, "tracestate"), isRemote: true, out var origin) ? origin : null;

    private static string? Text(Headers headers, string name) => headers.TryGetHeader(name, out var value) ? value as string ?? (value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : null) : null;
}

/// <summary>The source of the spans that begin in a platform's trace.</summary>
internal static class PlatformTrace
{
    public static readonly ActivitySource Source = new("PhStudio.Messaging.Bus");
}
