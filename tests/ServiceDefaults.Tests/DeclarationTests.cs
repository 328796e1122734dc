using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What is confirmed was routed; and what the broker refuses to declare is said in one sentence, not four times a second.</summary>
public sealed class DeclarationTests
{
    [Theory]
    [InlineData("queue")]
    [InlineData("exchange")]
    [InlineData("binding")]
    public async Task A_message_that_finds_no_queue_is_not_confirmed_and_its_queue_is_there_for_the_next(string deleted)
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var publisher = await TestHost.StartAsync(broker.Url);
        await publisher.PublishAsync(Samples.Message(Priority.High, "before"));
        await (deleted switch
        {
            "queue" => broker.DeleteQueueAsync(Routes.Lane(Priority.High)),
            "exchange" => broker.DeleteExchangeAsync("PhStudio.Messaging.Contracts:SendMessage"),
            _ => broker.UnbindQueueAsync(Routes.Lane(Priority.High)),
        });

        var confirmed = 0;
        await Eventually.TrueAsync("three confirmed messages", async () =>
        {
            try
            {
                await publisher.PublishAsync(Samples.Message(Priority.High, "confirmed"));
                return ++confirmed == 3;
            }
            catch (MessageReturnedException)
            {
                return false;
            }
        });

        var waiting = await broker.MessagesAsync(Routes.Lane(Priority.High));
        Assert.Equal(3, waiting.Count(message => message.GetProperty("payload").GetString()!.Contains("confirmed", StringComparison.Ordinal)));
    }

    /// <summary>As the scheduler of any service sends a deadline: to the exchange, and it does not know the type.</summary>
    [Theory]
    [InlineData("queue")]
    [InlineData("exchange")]
    [InlineData("binding")]
    public async Task So_is_what_WebhookProcessor_says_to_itself_from_whatever_process(string deleted)
    {
        const string Deadline = "PhStudio.Messaging.WebhookProcessor.Deadlines:DeadlineReached";
        await using var broker = await VirtualHost.CreateAsync();
        await using var publisher = await TestHost.StartAsync(broker.Url);
        await publisher.SendAsync(Deadline, Samples.Booking("before"));
        Assert.Single(await broker.MessagesAsync(Routes.BookingDecision));
        await (deleted switch
        {
            "queue" => broker.DeleteQueueAsync(Routes.BookingDecision),
            "exchange" => broker.DeleteExchangeAsync(Deadline),
            _ => broker.UnbindQueueAsync(Routes.BookingDecision),
        });

        await Eventually.TrueAsync("a confirmed deadline", async () =>
        {
            try
            {
                await publisher.SendAsync(Deadline, Samples.Booking("confirmed"));
                return true;
            }
            catch (MessageReturnedException)
            {
                return false;
            }
        });

        Assert.Contains(await broker.MessagesAsync(Routes.BookingDecision), message => message.GetProperty("payload").GetString()!.Contains("confirmed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_classic_queue_of_our_name_is_one_sentence_until_somebody_removes_it()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await broker.DeclareClassicQueueAsync(Routes.BookingDecision);
        var (log, inbox) = (new LogRecorder(), new Inbox());
        await using var host = await StartAsync(broker.Url, log, inbox);
        host.Errors.Expect("queue booking-decision is there already with other properties").MayLoseBroker();

        var health = await RefusedAsync(host);

        Assert.Contains($"queue {Routes.BookingDecision} is there already with other properties", health);
        await broker.DeleteQueueAsync(Routes.BookingDecision);
        await ConsumesAsync(host, inbox);
        Assert.InRange(log.Lines.Count(line => line.Contains("cannot be declared", StringComparison.Ordinal)), 1, 12);
    }

    [Fact]
    public async Task No_right_to_declare_is_one_sentence_until_somebody_gives_it()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await broker.PermitDeclarationsAsync("^nothing$");
        var (log, inbox) = (new LogRecorder(), new Inbox());
        await using var host = await StartAsync(broker.Url, log, inbox);
        host.Errors.Expect("may not declare queue dead-letters").MayLog("may not read queue").MayLoseBroker();

        var health = await RefusedAsync(host);

        Assert.Contains("the user of RABBITMQ_URL may not declare queue dead-letters", health);
        await broker.PermitDeclarationsAsync(".*");
        await ConsumesAsync(host, inbox);
        Assert.InRange(log.Lines.Count(line => line.Contains("cannot be declared", StringComparison.Ordinal)), 1, 12);
    }

    [Fact]
    public async Task A_right_to_declare_that_is_taken_away_and_given_back_brings_the_consumers_back()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var address = new Uri(broker.Url);
        await using var gate = new TcpGate(address.Host, address.Port);
        var (log, inbox) = (new LogRecorder(), new Inbox());
        await using var host = await StartAsync(broker.Url.Replace($":{address.Port}", $":{gate.Port}", StringComparison.Ordinal), log, inbox);
        host.Errors.Expect("may not declare queue dead-letters").MayLog("may not read queue").MayLoseBroker();
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy);
        await broker.PermitDeclarationsAsync("^nothing$");
        gate.Shut();
        gate.Open();
        await RefusedAsync(host);
        await Eventually.TrueAsync("the library to be refused too", () => log.Lines.Any(line => line.Contains($"Declare queue faulted: name: {Routes.BookingDecision}", StringComparison.Ordinal)));

        await broker.PermitDeclarationsAsync(".*");

        await ConsumesAsync(host, inbox);
    }

    [Fact]
    public async Task No_right_to_read_a_queue_is_one_sentence_until_somebody_gives_it()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await broker.PermitReadingAsync($"^(?!{Routes.BookingDecision}$).*");
        var (log, inbox) = (new LogRecorder(), new Inbox());
        await using var host = await StartAsync(broker.Url, log, inbox);
        // Which is logged first depends on who asks the broker first: to declare the queue needs the right to read as well. Readiness says it either way.
        host.Errors.MayLog($"may not declare queue {Routes.BookingDecision}", $"may not read queue {Routes.BookingDecision}").MayLoseBroker();

        var health = await Eventually.GetAsync("the refusal in readiness", () => host.ReadyAsync(), report => report.Entries["consumers"].Description?.Contains("may not", StringComparison.Ordinal) == true);

        Assert.Equal(
            $"no consumer of ours on {Routes.BookingDecision}: the user of RABBITMQ_URL may not read queue {Routes.BookingDecision}: give it the right to configure, write and read there (rabbitmqctl set_permissions)",
            health.Entries["consumers"].Description);
        await broker.PermitReadingAsync(".*");
        await ConsumesAsync(host, inbox);
        Assert.InRange(log.Lines.Count(line => line.Contains("Nothing is consumed from", StringComparison.Ordinal)), 0, 1);
    }

    /// <summary>Anybody who may read them puts the dead letters back; the others work on.</summary>
    [Fact]
    public async Task No_right_to_read_the_dead_letters_holds_nothing_back_that_is_sent()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using (var declaring = await TestHost.StartAsync(broker.Url))
        {
            // The queue is there from then on: the right to read it is asked for by its declaration too.
            await Eventually.GetAsync("the queues", () => declaring.ReadyAsync(), report => report.Entries["queues"].Status == HealthStatus.Healthy);
        }

        await broker.PermitReadingAsync("^(?!dead-letter-returns$).*");
        var (log, inbox) = (new LogRecorder(), new Inbox());
        await using var host = await StartAsync(broker.Url, log, inbox);
        host.Errors.Expect("This process puts back nothing that a queue gave up: \"the user of RABBITMQ_URL may not read queue dead-letter-returns");
        var said = await Eventually.GetAsync("the refusal in readiness", () => host.ReadyAsync(), report => report.Entries["queues"].Description?.Contains("may not read queue dead-letter-returns", StringComparison.Ordinal) == true);
        Assert.Equal(HealthStatus.Healthy, said.Entries["queues"].Status);

        for (var i = 0; i < 50; i++)
        {
            await host.PublishAsync(Samples.Booking($"sent {i}"));
        }

        Assert.Equal(HealthStatus.Healthy, (await host.ReadyAsync()).Entries["queues"].Status);
        await Eventually.TrueAsync("every booking", () => inbox.Messages.Count == 50);
        Assert.DoesNotContain(log.Lines, line => line.Contains("cannot be declared", StringComparison.Ordinal));
        await broker.PermitReadingAsync(".*");
        await Eventually.TrueAsync("the consumer of the dead letters", async () => (await broker.QueuesWithConsumersAsync()).Contains("dead-letter-returns"), TimeSpan.FromSeconds(60));
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Entries["queues"].Description == "declared");
    }

    private static Task<TestHost> StartAsync(string broker, LogRecorder log, Inbox inbox) =>
        TestHost.StartAsync(broker, bus => bus.AddConsumer<BookingConsumer, BookingConsumerDefinition>(), services => services.AddSingleton(inbox).AddSingleton<ILoggerProvider>(log), untilHealthy: false);

    private static async Task<string> RefusedAsync(TestHost host) =>
        (await Eventually.GetAsync("the refusal in readiness", () => host.ReadyAsync(), report => report.Entries["queues"] is { Status: HealthStatus.Unhealthy, Description: { } sentence } && sentence != "not declared yet"))
        .Entries["queues"].Description!;

    private static async Task ConsumesAsync(TestHost host, Inbox inbox)
    {
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy, TimeSpan.FromSeconds(90));
        await host.PublishAsync(Samples.Booking("consumed"));
        await Eventually.TrueAsync("the booking", () => !inbox.Messages.IsEmpty);
    }
}
