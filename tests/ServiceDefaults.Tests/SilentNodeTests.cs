using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MassTransit;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>The first node of a cluster takes connections and says nothing: its process hangs, or the network swallows what it says.</summary>
public sealed class SilentNodeTests
{
    [Fact]
    public async Task Queues_are_declared_and_messages_pass_by_the_next_node()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var url = new Uri(broker.Url);
        await using var silent = new TcpGate(url.Host, url.Port);
        silent.Freeze();
        var inbox = new Inbox();

        await using var host = await TestHost.StartAsync(
            broker.Url.Replace($"@{url.Authority.Split('@')[^1]}", $"@127.0.0.1:{silent.Port},{url.Host}:{url.Port}", StringComparison.Ordinal),
            bus => bus.AddConsumer<BookingConsumer, BookingConsumerDefinition>(),
            services => services.AddSingleton(inbox),
            untilHealthy: false);

        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy, TimeSpan.FromSeconds(60));
        await host.PublishAsync(Samples.Booking("by the second node"));
        await Eventually.TrueAsync("the booking", () => !inbox.Messages.IsEmpty);
    }
}
