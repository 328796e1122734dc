using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
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
    public async Task No_right_to_write_to_an_exchange_is_one_sentence_until_somebody_gives_it()
    {
        const string Orders = "PhStudio.Messaging.Contracts:SendMessage";
        await using var broker = await VirtualHost.CreateAsync();
        var log = new LogRecorder();
        await using var host = await TestHost.StartAsync(broker.Url, services: services => services.AddSingleton<ILoggerProvider>(log), level: "Warning");
        host.Errors.Expect($"may not write to exchange {Orders}").MayLoseBroker();
        await broker.PermitWritingAsync($"^(?!{Orders}$).*");

        var publishing = PublishUntilTakenAsync(host);
        var health = await Eventually.GetAsync("readiness to tell", () => host.ReadyAsync(), report => report.Entries["publishes"].Status == HealthStatus.Unhealthy);

        Assert.Equal($"the user of RABBITMQ_URL may not write to exchange {Orders}: give it the right to configure, write and read there (rabbitmqctl set_permissions)", health.Entries["publishes"].Description);
        await broker.PermitWritingAsync(".*");
        await publishing;
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy);
        Assert.Single(await broker.MessagesAsync(Routes.Lane(Priority.High)));
        Assert.Equal(1, log.Lines.Count(line => line.Contains("Nothing gets through", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_error_queue_with_other_properties_is_one_sentence_until_somebody_removes_it()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await broker.DeclareClassicQueueAsync(Routes.BookingDecision + "_error");
        await using var host = await TestHost.StartAsync(broker.Url, bus => bus.AddConsumer<BookingConsumer, BookingConsumerDefinition>(), services => services.AddSingleton(new Inbox()));
        host.Errors.Expect($"queue {Routes.BookingDecision}_error is there already with other properties").MayLog("The body must be one JSON object").MayLoseBroker();

        await broker.PublishAsync("PhStudio.Messaging.Contracts:BookingCreated", "this is no JSON");
        var health = await Eventually.GetAsync("readiness to tell", () => host.ReadyAsync(), report => report.Entries["publishes"].Status == HealthStatus.Unhealthy);

        Assert.StartsWith($"queue {Routes.BookingDecision}_error is there already with other properties", health.Entries["publishes"].Description, StringComparison.Ordinal);
        await broker.DeleteQueueAsync(Routes.BookingDecision + "_error");
        await Eventually.TrueAsync("the message in its error queue", async () => (await broker.MessagesAsync(Routes.BookingDecision + "_error")).Count == 1);
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_publish_that_fails_for_the_same_cause_does_not_hide_that_the_queue_is_mended()
    {
        var publishes = new RefusedPublishes(new FakeTimeProvider(), NullLogger<RefusedPublishes>.Instance);
        var refusal = new RabbitMQ.Client.Exceptions.OperationInterruptedException(new RabbitMQ.Client.Events.ShutdownEventArgs(
            RabbitMQ.Client.ShutdownInitiator.Peer, RabbitMQ.Client.Constants.AccessRefused, "ACCESS_REFUSED - write access to exchange 'q_error' in vhost '/' refused for user 'studio'"));

        Assert.True(publishes.NoteForbidden(refusal, "q"));
        Assert.True(publishes.NoteForbidden(refusal, of: null));
        publishes.NoteMoved("q");

        Assert.Equal(HealthStatus.Healthy, (await publishes.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status);
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

    private static Task PublishUntilTakenAsync(TestHost host) => Eventually.TrueAsync("a message that is taken", async () =>
    {
        try
        {
            await host.PublishAsync(Samples.Message(Priority.High));
            return true;
        }
        catch (Exception e) when (BrokerFailure.IsUnavailable(e))
        {
            return false;
        }
    });

    private static async Task PublishAsync(TestHost host, int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            await host.PublishAsync(Samples.Message(Priority.High, $"message {i}"));
        }
    }
}
