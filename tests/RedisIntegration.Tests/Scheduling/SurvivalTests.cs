using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Scheduling;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Scheduling;

/// <summary>No schedule is lost: not by a dispatcher that dies, not by a Redis that is killed, not by a clock that is set back.</summary>
public class SurvivalTests
{
    private readonly string _name = $"t-{Guid.NewGuid():N}";
    private readonly Inbox<Reminder> _inbox = new();
    private readonly SteppingClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Uri Queue => ReminderBus.Queue(_name);

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.RabbitMq)]
    public async Task What_a_dead_dispatcher_had_taken_is_sent_when_its_lease_has_run_out(Transport transport)
    {
        await using var bus = await StartAsync(RealRedis.Connection, transport, dispatch: false);
        await bus.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("taken over"), Token);
        var queue = bus.Services.GetRequiredService<RedisScheduler>().Queue;
        var claimed = Clock.Now;
        await Eventually.TrueAsync("the dead one's claim", async () =>
        {
            claimed = Clock.Now;
            return (await queue.ClaimAsync(TimeProvider.System.GetUtcNow(), 10, TimeSpan.FromSeconds(2), Token)).Claims.Count == 1;
        });

        await using var other = await StartAsync(RealRedis.Connection, transport);

        await _inbox.FirstAsync("the message that the other sent");
        Assert.True(_inbox.Times[0] - claimed >= TimeSpan.FromSeconds(1.99));
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.RabbitMq)]
    public async Task A_Redis_that_is_killed_and_started_again_with_its_file_loses_no_schedule(Transport transport)
    {
        await using var redis = await OwnRedis.StartNewAsync();
        await using var bus = await StartAsync(redis.Connection, transport);
        for (var i = 0; i < 50; i++)
        {
            await bus.Scheduler.ScheduleSend(Queue, Clock.Now.AddHours(1), new Reminder($"{i}"), Token);
        }

        await Eventually.TrueAsync("all to be stored", async () => await redis.Connection.GetDatabase().SortedSetLengthAsync($"{{{_name}}}:due") == 50);
        await redis.KillAsync();
        await bus.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("ordered while Redis was unavailable"), Token);
        await redis.StartAsync();
        _clock.Off = TimeSpan.FromHours(2);

        await Eventually.TrueAsync("all fifty and the one that was ordered meanwhile",
            () => _inbox.Arrived.Select(arrived => arrived.Message.Text).Distinct().Count() == 51, TimeSpan.FromSeconds(120));
        Assert.Equal(51, _inbox.Arrived.Count);
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.RabbitMq)]
    public async Task A_clock_that_is_set_back_a_minute_delays_and_loses_nothing(Transport transport)
    {
        await using var bus = await StartAsync(RealRedis.Connection, transport);
        await bus.Scheduler.ScheduleSend(Queue, Clock.Now.AddHours(1), new Reminder("kept"), Token);
        var queue = bus.Services.GetRequiredService<RedisScheduler>().Queue;
        await Eventually.TrueAsync("the schedule in Redis", async () => (await queue.CountAsync(_clock.GetUtcNow(), Token)).Waiting == 1);

        _clock.Off = TimeSpan.FromMinutes(-1);
        await bus.Scheduler.ScheduleSend(Queue, Clock.Now.AddMinutes(-2), new Reminder("due by the new time too"), Token);
        Assert.Equal("due by the new time too", (await _inbox.FirstAsync("what is due by the new time")).Message.Text);
        _clock.Off = TimeSpan.FromHours(2);

        await Eventually.TrueAsync("the kept schedule, when its time had come again", () => _inbox.Arrived.Count == 2);
        Assert.Equal("kept", _inbox.Arrived[1].Message.Text);
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.RabbitMq)]
    public async Task Two_thousand_due_at_once_are_sent_by_two_processes_and_none_twice(Transport transport)
    {
        await using var one = await StartAsync(RealRedis.Connection, transport);
        await using var two = await StartAsync(RealRedis.Connection, transport);
        var due = Clock.Now.AddSeconds(3);

        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => (i % 2 == 0 ? one : two).Scheduler.ScheduleSend(Queue, due, new Reminder($"{i}"), Token)));

        await Eventually.TrueAsync("all two thousand", () => _inbox.Arrived.Select(arrived => arrived.Message.Text).Distinct().Count() == 2000,
            TimeSpan.FromSeconds(120));
        await one.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("last"), Token);
        await Eventually.TrueAsync("the last one", () => _inbox.Arrived.Any(arrived => arrived.Message.Text == "last"));
        Assert.Equal(2001, _inbox.Arrived.Count);
    }

    private Task<TestBus> StartAsync(IConnectionMultiplexer redis, Transport transport, bool dispatch = true) => TestBus.StartAsync(
        x => ReminderBus.Register(x, _name, options =>
        {
            options.Dispatch = dispatch;
            options.ConnectionFactory = _ => redis;
        }),
        services => services.AddSingleton(_inbox).AddSingleton<TimeProvider>(_clock), transport);
}
