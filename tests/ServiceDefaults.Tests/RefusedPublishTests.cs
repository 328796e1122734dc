using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>A broker that refuses what the bus publishes is said in readiness, and met with a new connection.</summary>
public sealed class RefusedPublishTests
{
    [Fact]
    public async Task A_refused_publish_gets_a_new_connection_is_named_in_readiness_and_goes_through_when_it_can()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var log = new LogRecorder();
        await using var host = await TestHost.StartAsync(broker.Url, bus => bus.AddConsumer<BookingConsumer>(), services => services.AddSingleton(new Inbox()).AddLogging(logging => logging.AddProvider(log)), level: "Warning");
        host.Errors.MayLoseBroker(); // The connection that is given up.
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy);
        await broker.RefuseBeyondAsync(Routes.Lane(Priority.High), 1);
        var before = await Eventually.GetAsync("the connections", broker.ConnectionsAsync, connections => connections.Count >= 2);

        // A quorum queue tells its publishers that it is full after a few more.
        var publishing = PublishAsync(host, 20);
        var health = await Eventually.GetAsync("readiness to tell", () => host.ReadyAsync(), report => report.Entries["publishes"].Status == HealthStatus.Unhealthy);

        Assert.Contains("PhStudio.Messaging.Contracts:SendMessage", health.Entries["publishes"].Description);
        await Eventually.TrueAsync("a new connection", async () => (await broker.ConnectionsAsync()).Except(before).Any(), TimeSpan.FromSeconds(30));
        Assert.Contains(log.Lines, line => line.Contains("the bus gets a new connection", StringComparison.Ordinal));
        Assert.False(publishing.IsCompleted);

        await broker.RefuseBeyondAsync(Routes.Lane(Priority.High), null);

        await publishing;
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy);
        var waiting = string.Join('\n', await broker.MessagesAsync(Routes.Lane(Priority.High)));
        Assert.All(Enumerable.Range(0, 20), i => Assert.Contains($"message {i}", waiting));
    }

    [Fact]
    public async Task What_is_never_published_to_again_is_not_refused_for_good()
    {
        var time = new FakeTimeProvider();
        var publishes = new RefusedPublishes(time, NullLogger<RefusedPublishes>.Instance);

        publishes.NoteRefused("send");
        publishes.NoteRefused("the address of one answer");
        publishes.NoteTaken("send");
        var before = await publishes.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(6));
        publishes.NoteRefused("send");
        var between = await publishes.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        publishes.NoteTaken("send");
        var after = await publishes.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

        Assert.Equal((HealthStatus.Unhealthy, HealthStatus.Unhealthy, HealthStatus.Healthy), (before.Status, between.Status, after.Status));
        Assert.Contains("goes to the address of one answer (", before.Description, StringComparison.Ordinal);
        Assert.Contains("goes to send (", between.Description, StringComparison.Ordinal);
    }

    private static async Task PublishAsync(TestHost host, int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            await host.PublishAsync(Samples.Message(Priority.High, $"message {i}"));
        }
    }
}
