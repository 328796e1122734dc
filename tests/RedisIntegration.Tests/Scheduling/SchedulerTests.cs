using MassTransit;
using MassTransit.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Scheduling;

public class SchedulerTests
{
    private readonly string _name = $"t-{Guid.NewGuid():N}";
    private readonly Inbox<Reminder> _inbox = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Uri Queue => ReminderBus.Queue(_name);

    public static TheoryData<Transport> Transports => [Transport.InMemory, Transport.RabbitMq];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_message_comes_at_its_time_and_not_before(Transport transport)
    {
        await using var bus = await StartAsync(transport);
        var due = Clock.Now.AddSeconds(2);

        await bus.Scheduler.ScheduleSend(Queue, due, new Reminder("sent"), Token);
        await bus.Scheduler.SchedulePublish(due, new Reminder("published"), Token);

        await Eventually.TrueAsync("both scheduled messages", () => _inbox.Arrived.Count == 2);
        Assert.All(_inbox.Times, arrived => Assert.True(arrived >= due.AddMilliseconds(-2), $"came {arrived:O}, due {due:O}"));
        Assert.Equal(["published", "sent"], _inbox.Arrived.Select(context => context.Message.Text).Order());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Ids_headers_addresses_and_the_trace_survive_the_wait(Transport transport)
    {
        await using var bus = await StartAsync(transport);
        var (correlation, conversation, request) = (NewId.NextGuid(), NewId.NextGuid(), NewId.NextGuid());
        using var spans = new Spans();

        var scheduled = await bus.Scheduler.ScheduleSend(Queue, Clock.Now.AddMilliseconds(300), new Reminder("all of it"), Pipe.Execute<SendContext<Reminder>>(context =>
        {
            context.CorrelationId = correlation;
            context.ConversationId = conversation;
            context.RequestId = request;
            context.ResponseAddress = new Uri("exchange:somewhere");
            context.Headers.Set("X-Mine", "kept");
            context.TimeToLive = TimeSpan.FromMinutes(5);
        }), Token);

        var arrived = await _inbox.FirstAsync("the scheduled message");
        Assert.Equal(correlation, arrived.CorrelationId);
        Assert.Equal(conversation, arrived.ConversationId);
        Assert.Equal(request, arrived.RequestId);
        Assert.EndsWith("somewhere", arrived.ResponseAddress!.AbsolutePath + arrived.ResponseAddress, StringComparison.Ordinal);
        Assert.Equal("kept", arrived.Headers.Get<string>("X-Mine"));
        Assert.InRange(arrived.ExpirationTime!.Value, Clock.Now.AddMinutes(4), Clock.Now.AddMinutes(5));
        Assert.Equal(scheduled.TokenId.ToString("N"), arrived.Headers.Get<string>(MessageHeaders.SchedulingTokenId));
        Assert.StartsWith($"00-{spans.TraceId}-", arrived.Headers.Get<string>("MT-Activity-Id"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_cancelled_message_never_comes(Transport transport)
    {
        await using var bus = await StartAsync(transport);

        var scheduled = await bus.Scheduler.ScheduleSend(Queue, Clock.Now.AddHours(1), new Reminder("cancelled"), Token);
        await Eventually.TrueAsync("the order in Redis", WaitingAsync);
        await bus.Scheduler.CancelScheduledSend(Queue, scheduled.TokenId, Token);
        await Eventually.TrueAsync("nothing in Redis", async () => !await WaitingAsync());
        await bus.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("after it"), Token);

        Assert.Equal("after it", (await _inbox.FirstAsync("the message after the cancelled one")).Message.Text);
        Assert.Single(_inbox.Arrived);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_cancellation_that_overtakes_its_order_wins(Transport transport)
    {
        await using var bus = await StartAsync(transport);
        var token = NewId.NextGuid();
        var scheduler = await bus.Bus.GetSendEndpoint(new Uri($"exchange:{_name}"));

        await scheduler.Send<CancelScheduledMessage>(new { TokenId = token, Timestamp = Clock.Now.AddMinutes(1) }, Token);
        await scheduler.Send<ScheduleMessage>(Order("overtaken", token), Token);
        await scheduler.Send<ScheduleMessage>(Order("after it", NewId.NextGuid()), Token);

        Assert.Equal("after it", (await _inbox.FirstAsync("the message that was not cancelled")).Message.Text);
        Assert.Single(_inbox.Arrived);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_newer_order_with_the_same_token_takes_the_place_of_the_older(Transport transport)
    {
        await using var bus = await StartAsync(transport);
        var token = NewId.NextGuid();
        var scheduler = await bus.Bus.GetSendEndpoint(new Uri($"exchange:{_name}"));

        await scheduler.Send<ScheduleMessage>(Order("first time", token, seconds: 60), Token);
        await Eventually.TrueAsync("the first order in Redis", async () => await WaitingAsync());
        await scheduler.Send<ScheduleMessage>(Order("second time", token), Token);

        Assert.Equal("second time", (await _inbox.FirstAsync("the rescheduled message")).Message.Text);
        Assert.False(await WaitingAsync());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Times_past_and_far_are_kept(Transport transport)
    {
        await using var bus = await StartAsync(transport);

        await bus.Scheduler.ScheduleSend(Queue, Clock.Now.AddYears(200), new Reminder("far"), Token);
        await bus.Scheduler.ScheduleSend(Queue, Clock.Now.AddYears(-1), new Reminder("past"), Token);

        Assert.Equal("past", (await _inbox.FirstAsync("the message whose time has passed")).Message.Text);
        await Eventually.TrueAsync("the far one to be kept", WaitingAsync);
        Assert.Single(_inbox.Arrived);
    }

    [Fact]
    public async Task A_process_that_only_stores_leaves_the_sending_to_another()
    {
        await using var storing = await StartAsync(Transport.RabbitMq, options => options.Dispatch = false);
        await storing.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("left to another"), Token);
        await Eventually.TrueAsync("the order in Redis", WaitingAsync);
        Assert.Empty(_inbox.Arrived);

        await using var sending = await StartAsync(Transport.RabbitMq);

        await _inbox.FirstAsync("the message sent by the other process");
    }

    [Fact]
    public async Task Without_a_redis_the_in_memory_transport_delays_by_itself()
    {
        await using var bus = await TestBus.StartAsync(Register, services => services.AddSingleton(_inbox), redis: false);
        var due = Clock.Now.AddSeconds(1);

        await bus.Scheduler.ScheduleSend(Queue, due, new Reminder("delayed"), Token);

        var arrived = await _inbox.FirstAsync("the delayed message");
        // The transport waits by a timer, whose second is not exactly that of a clock which is being set right.
        Assert.True(_inbox.Times[0] >= due.AddMilliseconds(-200), $"{due - _inbox.Times[0]} too early");
        Assert.Equal("delayed", arrived.Message.Text);
    }

    [Fact]
    public async Task Without_a_redis_a_real_broker_is_refused_with_a_sentence()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            TestBus.StartAsync(Register, services => services.AddSingleton(_inbox), Transport.RabbitMq, redis: false));

        Assert.Contains("register an IConnectionMultiplexer", refused.ToString(), StringComparison.Ordinal);
    }

    private object Order(string text, Guid token, int seconds = 0) => new
    {
        CorrelationId = token,
        ScheduledTime = Clock.Now.AddSeconds(seconds),
        PayloadType = new[] { MessageUrn.ForTypeString<Reminder>() },
        Destination = Queue,
        Payload = new Reminder(text),
    };

    private async Task<bool> WaitingAsync() => await RealRedis.Connection.GetDatabase().SortedSetLengthAsync($"{{{_name}}}:due") > 0;

    private Task<TestBus> StartAsync(Transport transport, Action<RedisSchedulerOptions>? configure = null) =>
        TestBus.StartAsync(x => ReminderBus.Register(x, _name, configure), services => services.AddSingleton(_inbox), transport);

    private void Register(IBusRegistrationConfigurator x) => ReminderBus.Register(x, _name);
}
