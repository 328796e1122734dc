using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.ServiceDefaults.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

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

        host.Errors.MayLoseBroker();
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy, TimeSpan.FromSeconds(60));
        await host.PublishAsync(Samples.Booking("by the second node"));
        await Eventually.TrueAsync("the booking", () => !inbox.Messages.IsEmpty);
    }

    [Fact]
    public async Task A_node_that_is_gone_is_left_for_the_next_of_the_list()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var url = new Uri(broker.Url);
        await using var first = new TcpGate(url.Host, url.Port);
        await using var second = new TcpGate(url.Host, url.Port);
        var inbox = new Inbox();
        await using var host = await TestHost.StartAsync(
            broker.Url.Replace($"@{url.Authority.Split('@')[^1]}", $"@127.0.0.1:{first.Port},127.0.0.1:{second.Port}", StringComparison.Ordinal),
            bus => bus.AddConsumer<BookingConsumer, BookingConsumerDefinition>(),
            services => services.AddSingleton(inbox));
        await host.PublishAsync(Samples.Booking("by the first"));
        await Eventually.TrueAsync("the first booking", () => !inbox.Messages.IsEmpty);

        host.Errors.MayLoseBroker();
        first.Shut();
        var gone = System.Diagnostics.Stopwatch.StartNew();
        await Eventually.TrueAsync("a confirmed booking", async () =>
        {
            try
            {
                await host.PublishAsync(Samples.Booking("by the second"));
                return true;
            }
            catch (Exception e) when (BrokerFailure.IsUnavailable(e))
            {
                return false;
            }
        });
        await Eventually.TrueAsync("the second booking", () => inbox.Messages.OfType<Contracts.BookingCreated>().Any(booking => booking.BookingId == "by the second"));

        Assert.True(gone.Elapsed < TimeSpan.FromSeconds(10), $"It took {gone.Elapsed}.");
    }

    [Fact]
    public async Task A_connection_on_which_nothing_is_heard_for_two_heartbeats_ends_and_the_next_one_to_that_node_waits_a_second()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var url = new Uri(broker.Url);
        await using var gate = new TcpGate(url.Host, url.Port);
        var clock = new FakeTimeProvider();
        var factory = new ConnectionFactory { Uri = new UriBuilder(url) { Port = gate.Port }.Uri, RequestedHeartbeat = TimeSpan.FromSeconds(60), AutomaticRecoveryEnabled = false };
        BrokerTcpClient.Use(factory, new SilentNodes(clock), clock);
        await using var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };

        gate.Freeze();
        for (var look = 0; look < 6; look++)
        {
            clock.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.True(connection.IsOpen); // At the first look after one and a half: it may be this process that stood still.
        clock.Advance(TimeSpan.FromSeconds(15));
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var next = factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the connection to be given up within a second of silence", () =>
        {
            if (!next.IsCompleted)
            {
                clock.Advance(TimeSpan.FromMilliseconds(100));
            }

            return next.IsCompleted;
        });
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => next);
        Assert.InRange(clock.GetUtcNow(), clock.Start.AddSeconds(106), clock.Start.AddSeconds(109.9));
    }
}
