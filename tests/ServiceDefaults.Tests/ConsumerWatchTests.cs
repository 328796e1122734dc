using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.TestKit.Servers;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>A consumer of ours that is not there is missed, said in readiness, and brought back. That of a deleted queue: DeletedQueueTests, on processes.</summary>
public sealed class ConsumerWatchTests
{
    // A look comes every three seconds: an age below that would be told without a cause.
    private static readonly ConsumerWatchOptions Impatient = new() { Grace = TimeSpan.FromSeconds(2), MaxAge = TimeSpan.FromSeconds(6) };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_consumer_that_the_library_believes_to_have_is_missed_and_brought_back(bool closed)
    {
        await using var broker = await VirtualHost.CreateAsync();
        var (inbox, belief) = (new Inbox(), new FalseBelief(closed));
        await using var host = await TestHost.StartAsync(broker.Url, bus => bus.AddConsumer<BookingConsumer, BelievingDefinition>(), services => services.AddSingleton(inbox).AddSingleton(belief).AddSingleton(Impatient), untilHealthy: false);
        await Eventually.TrueAsync("the library to believe that it consumes", () => belief.Began);

        var health = await Eventually.GetAsync("readiness to name the queue", () => host.ReadyAsync(), report => report.Entries["consumers"].Description?.Contains(Routes.BookingDecision, StringComparison.Ordinal) == true);
        await host.PublishAsync(Samples.Booking("came while nobody consumed"));
        belief.Ended.TrySetResult();

        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        await Eventually.TrueAsync("the booking", () => !inbox.Messages.IsEmpty, TimeSpan.FromSeconds(60));
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy);
    }

    /// <summary>Refused as soon as it declares its queue, or, where that is there already, as it begins to consume.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_consumer_that_is_refused_and_pauses_holds_up_no_stop(bool isDeclared)
    {
        await using var broker = await VirtualHost.CreateAsync();
        if (isDeclared)
        {
            await (await TestHost.StartAsync(broker.Url)).DisposeAsync();
        }

        await broker.PermitReadingAsync($"^(?!{Routes.BookingDecision}$).*");
        // Nobody moves this clock: only the stop ends the pause.
        var watch = new ConsumerWatch(new ConsumerWatchOptions(), new FakeTimeProvider(), NullLogger<ConsumerWatch>.Instance);
        await using var host = await TestHost.StartAsync(broker.Url, bus =>
        {
            bus.AddConsumer<BookingConsumer, BookingConsumerDefinition>();
            bus.AddSingleton(watch);
        }, services => services.AddSingleton(new Inbox()), untilHealthy: false);
        // The bus never started; its own endpoint may be starting as the stop comes.
        host.Errors.MayLog("may not read queue").MayLog("may not declare queue").MayLog("ReceiveTransport Cannot Retry", "BackgroundService failed").MayLoseBroker();
        await Eventually.GetAsync("the refusal", () => host.ReadyAsync(), report => report.Entries["consumers"].Description?.Contains("may not read", StringComparison.Ordinal) == true);

        var stopping = host.App.StopAsync(TestContext.Current.CancellationToken);

        await stopping.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_network_that_holds_back_what_goes_to_the_broker_is_said_in_readiness()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var address = new Uri(broker.Url);
        await using var gate = new TcpGate(address.Host, address.Port);
        await using var host = await RoutesTests.StartConsumersAsync(broker.Url.Replace($":{address.Port}", $":{gate.Port}", StringComparison.Ordinal), new Inbox(), services => services.AddSingleton(Impatient));
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy);

        host.Errors.MayLoseBroker();
        gate.Freeze();

        await Eventually.GetAsync("readiness to tell", () => host.ReadyAsync(), report => report.Status != HealthStatus.Healthy);
        gate.Thaw();
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task What_outlives_its_connection_takes_nothing_from_the_next_consumer_when_it_ends()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var address = new Uri(broker.Url);
        await using var gate = new TcpGate(address.Host, address.Port);
        var (slow, ends) = (new SlowFirst(), new Ends());
        await using var host = await TestHost.StartAsync(
            broker.Url.Replace($":{address.Port}", $":{gate.Port}", StringComparison.Ordinal),
            bus => bus.AddConsumer<SlowConsumer>().Endpoint(endpoint => endpoint.Name = Routes.BookingDecision),
            services => services.AddSingleton(slow).AddSingleton(new ConsumerWatchOptions { Grace = TimeSpan.FromMinutes(10) }));
        host.App.Services.GetRequiredService<IBus>().ConnectReceiveEndpointObserver(ends);
        await host.PublishAsync(Samples.Booking("worked on when the connection ends"));
        await Eventually.TrueAsync("the booking to be worked on", () => slow.Times == 1);

        host.Errors.MayLoseBroker();
        gate.Shut();
        gate.Open();
        await Eventually.TrueAsync("the next consumer to have it", () => slow.Times == 2, TimeSpan.FromSeconds(60));
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy, TimeSpan.FromSeconds(60));
        slow.First.SetResult();

        await Eventually.TrueAsync("the first consumer to end", () => ends.Count == 1);
        var report = await Eventually.GetAsync("readiness after it", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy);
        Assert.Equal(HealthStatus.Healthy, report.Status);
    }

    /// <summary>The first message is worked on until the test says so.</summary>
    private sealed class SlowFirst
    {
        private int _times;

        public int Times => Volatile.Read(ref _times);

        public TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task NextAsync() => Interlocked.Increment(ref _times) == 1 ? First.Task : Task.CompletedTask;
    }

    private sealed class SlowConsumer(SlowFirst slow) : IConsumer<BookingCreated>
    {
        public Task Consume(ConsumeContext<BookingCreated> context) => slow.NextAsync();
    }

    /// <summary>How often the consumer of the queue ended.</summary>
    private sealed class Ends : IReceiveEndpointObserver
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Task Completed(ReceiveEndpointCompleted completed)
        {
            if (completed.InputAddress.AbsolutePath.EndsWith(Routes.BookingDecision, StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _count);
            }

            return Task.CompletedTask;
        }

        public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

        public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

        public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;
    }

    /// <summary>Once, the library is kept in the belief that it consumes, on a channel that is closed or that has no consumer.</summary>
    private sealed class FalseBelief(bool closed) : IFilter<ChannelContext>
    {
        private int _times;

        public bool Began => Volatile.Read(ref _times) > 0;

        /// <summary>Until then the next consumer is not there either.</summary>
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
        {
            if (Interlocked.Increment(ref _times) > 1)
            {
                await Ended.Task;
                await next.Send(context);
                return;
            }

            if (closed)
            {
                await context.Channel.CloseAsync(cancellationToken: TestContext.Current.CancellationToken);
            }

            await new TaskCompletionSource().Task;
        }

        public void Probe(ProbeContext context)
        {
        }
    }

    private sealed class BelievingDefinition : ConsumerDefinition<BookingConsumer>
    {
        private readonly FalseBelief _belief;

        public BelievingDefinition(FalseBelief belief)
        {
            _belief = belief;
            EndpointName = Routes.BookingDecision;
        }

        protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<BookingConsumer> consumerConfigurator, IRegistrationContext context) =>
            ((IRabbitMqReceiveEndpointConfigurator)endpointConfigurator).ConfigureChannel(channel => channel.UseFilter(_belief));
    }
}
