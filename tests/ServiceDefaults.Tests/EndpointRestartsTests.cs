using System.Reflection;
using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>How long an endpoint waits before it connects again, however often it failed before.</summary>
public sealed class EndpointRestartsTests
{
    [Fact]
    public void An_endpoint_connects_again_within_five_seconds_however_long_the_broker_was_away()
    {
        IRetryPolicy? policy = null;
        MassTransit.Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            EndpointRestarts.UseShortWaits(bus);
            var host = bus.GetType().GetField("_hostConfiguration", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(bus)!;
            policy = (IRetryPolicy)host.GetType().GetProperty("ReceiveTransportRetryPolicy")!.GetValue(host)!;
        });
        using var context = policy!.CreatePolicyContext(new Waiting());
        Assert.True(context.CanRetry(new ConnectionException("away"), out var retry));
        var waits = new List<TimeSpan>();
        for (var failure = 0; failure < 100; failure++)
        {
            waits.Add(retry.Delay!.Value);
            Assert.True(retry.CanRetry(new ConnectionException("away"), out retry));
        }

        Assert.InRange(waits[0], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)));
    }

    private sealed class Waiting : MassTransit.Middleware.BasePipeContext;
}
