using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Scheduling;

/// <summary>Each number that the scheduler gives to operators.</summary>
public class SchedulerMetricsTests : IDisposable
{
    private readonly string _name = $"t-{Guid.NewGuid():N}";
    private readonly Inbox<Reminder> _inbox = new();
    private readonly SteppingClock _clock = new();
    private readonly Measurements _measured;

    public SchedulerMetricsTests() => _measured = new Measurements("queue", _name);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Uri Queue => ReminderBus.Queue(_name);

    [Fact]
    public async Task Sent_messages_and_their_lag()
    {
        await using var bus = await StartAsync();

        await bus.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("measured"), Token);

        await Eventually.TrueAsync("the count of sent messages", () => _measured.Of("redis.scheduler.sent").Count == 1);
        Assert.InRange(Assert.Single(_measured.Of("redis.scheduler.lag")), 0, 10);
    }

    [Fact]
    public async Task Failures_deaths_and_what_waits_is_due_and_dead()
    {
        await using var bus = await StartAsync(options =>
        {
            options.MaxAttempts = 2;
            options.FirstBackoff = TimeSpan.FromMilliseconds(50);
        });
        bus.Bus.ConnectSendObserver(new SendTrouble($"{_name}-reminders") { Fails = true });

        await bus.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("refused"), Token);
        await bus.Scheduler.ScheduleSend(Queue, Clock.Now.AddHours(1), new Reminder("waiting"), Token);

        await Eventually.TrueAsync("the death", () => _measured.Of("redis.scheduler.died").Count == 1);
        Assert.Equal(2, _measured.Of("redis.scheduler.failed", "counts", "True").Count);
        await Eventually.TrueAsync("one among the dead", () => _measured.Gauge("redis.scheduler.dead") == 1);
        Assert.Equal(1, _measured.Gauge("redis.scheduler.waiting"));
        Assert.Equal(0, _measured.Gauge("redis.scheduler.due"));
    }

    [Fact]
    public async Task Messages_whose_own_life_was_over()
    {
        await using var bus = await StartAsync();
        await bus.Scheduler.ScheduleSend(Queue, Clock.Now.AddHours(1), new Reminder("too late"),
            Pipe.Execute<SendContext<Reminder>>(context => context.TimeToLive = TimeSpan.FromMinutes(10)), Token);
        await Eventually.TrueAsync("the schedule in Redis", async () => await RealRedis.Connection.GetDatabase().SortedSetLengthAsync($"{{{_name}}}:due") == 1);

        _clock.Off = TimeSpan.FromHours(2);

        await Eventually.TrueAsync("the count of expired messages", () => _measured.Of("redis.scheduler.expired").Count == 1);
        Assert.Empty(_measured.Of("redis.scheduler.sent"));
        Assert.Empty(_inbox.Arrived);
    }

    [Fact]
    public async Task Messages_that_took_longer_than_their_lease()
    {
        await using var bus = await StartAsync();
        var redis = RealRedis.Connection.GetDatabase();
        // What another process does that takes the message over: it moves the time.
        bus.Bus.ConnectSendObserver(new SendTrouble($"{_name}-reminders")
        {
            Meets = async () => await redis.SortedSetIncrementAsync($"{{{_name}}}:due", (await redis.SortedSetRangeByRankAsync($"{{{_name}}}:due")).Single(), 1),
        });

        await bus.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("taken over"), Token);

        await Eventually.TrueAsync("the count of lost leases", () => _measured.Of("redis.scheduler.lease_lost").Count == 1);
        Assert.Empty(_measured.Of("redis.scheduler.sent"));
    }

    [Fact]
    public async Task Messages_whose_outcome_Redis_was_not_there_to_hear()
    {
        await using var redis = await OwnRedis.StartNewAsync();
        await using var bus = await StartAsync(options => options.ConnectionFactory = _ => redis.Connection);
        bus.Bus.ConnectSendObserver(new SendTrouble($"{_name}-reminders")
        {
            Meets = redis.KillAsync,
        });

        await bus.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("sent"), Token);

        await _inbox.FirstAsync("the message");
        await Eventually.TrueAsync("the count of the unsettled", () => _measured.Of("redis.scheduler.unsettled").Count == 1);
    }

    public void Dispose() => _measured.Dispose();

    private Task<TestBus> StartAsync(Action<RedisSchedulerOptions>? configure = null) => TestBus.StartAsync(
        x => ReminderBus.Register(x, _name, configure),
        services => services.AddSingleton(_inbox).AddSingleton<TimeProvider>(_clock));
}
