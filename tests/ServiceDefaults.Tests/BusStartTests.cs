using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>A broker that refuses the login at the start is not the end of the bus.</summary>
public sealed class BusStartTests
{
    [Fact]
    public async Task A_bus_that_the_broker_did_not_let_in_starts_once_it_does()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var (inbox, user) = (new Inbox(), $"u-{Guid.NewGuid():N}");
        await using var host = await TestHost.StartAsync(broker.UrlOf(user, "a-password"), bus => bus.AddConsumer<BookingConsumer, BookingConsumerDefinition>(), services => services.AddSingleton(inbox), untilHealthy: false);
        host.Errors.Expect("the broker does not take the user and password of RABBITMQ_URL");
        await Eventually.GetAsync("readiness to name the login", () => host.ReadyAsync(), report => report.Entries["queues"].Description!.Contains("RABBITMQ_URL", StringComparison.Ordinal));

        await broker.AddUserAsync(user, "a-password");

        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy, TimeSpan.FromSeconds(60));
        await host.PublishAsync(Samples.Booking("after the user was made"));
        await Eventually.TrueAsync("the booking", () => !inbox.Messages.IsEmpty);
    }
}
