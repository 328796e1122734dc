using System.Reflection;
using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// How long a receive endpoint waits before it connects again. The library's own waits begin at six seconds, grow to thirty with each failure, and are never made short again: after one outage of a
/// minute every later reconnection, however quick, takes half a minute (docs/decisions/0424). It has no setting for them, so they are set where it keeps them; a test fails where that has moved.
/// </summary>
internal static class EndpointRestarts
{
    private static readonly (TimeSpan First, TimeSpan Max, TimeSpan Step) Waits = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(0.5));

    /// <summary>Sets the waits of all endpoints.</summary>
    /// <exception cref="InvalidOperationException">The library keeps them elsewhere.</exception>
    public static void UseShortWaits(IRabbitMqBusFactoryConfigurator bus)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic;
        var host = typeof(RabbitMqBusFactoryConfigurator).GetField("_hostConfiguration", Own)?.GetValue(bus);
        var policy = host?.GetType().GetField("<ReceiveTransportRetryPolicy>k__BackingField", Own)
            ?? throw new InvalidOperationException("This version of MassTransit keeps the waits of its receive endpoints elsewhere.");
        policy.SetValue(host, Retry.CreatePolicy(retry =>
        {
            // What the library's own policy handles.
            retry.Handle<ConnectionException>();
            retry.Handle<AlreadyClosedException>();
            retry.Handle<EndOfStreamException>();
            retry.Handle<OperationInterruptedException>(exception => exception.ShutdownReason?.ReplyCode >= 400);
            retry.Handle<NotSupportedException>(exception => exception.Message.Contains("Pipelining of requests forbidden", StringComparison.Ordinal));
            retry.Ignore<AuthenticationFailureException>();
            retry.Exponential(1000, Waits.First, Waits.Max, Waits.Step);
        }));
    }
}
