using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;

namespace PhStudio.Messaging.RedisIntegration.Tests.Scheduling;

/// <summary>What operators see and do: the waiting and the dead.</summary>
public class OperatorTests
{
    private readonly string _name = $"t-{Guid.NewGuid():N}";
    private readonly Inbox<Reminder> _inbox = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Uri Queue => ReminderBus.Queue(_name);

    [Fact]
    public async Task Waiting_messages_are_listed_without_their_bodies_and_can_be_cancelled()
    {
        await using var bus = await StartAsync();
        var operators = bus.Services.GetRequiredService<IScheduledMessages>();
        var due = Clock.Now.AddHours(1);
        var scheduled = await bus.Scheduler.ScheduleSend(Queue, due, new Reminder("secret"), Token);
        await bus.Scheduler.ScheduleSend(Queue, due.AddHours(1), new Reminder("secret"), Token);
        await Eventually.TrueAsync("both schedules", async () => (await operators.CountAsync(Token)).Waiting == 2);

        var first = (await operators.ListAsync(take: 1, cancellationToken: Token)).Single();

        Assert.Equal(scheduled.TokenId.ToString("N"), first.Token);
        Assert.Equal(due, first.Due.UtcDateTime, TimeSpan.FromMilliseconds(1));
        Assert.EndsWith("-reminders", first.Destination!.AbsolutePath + first.Destination, StringComparison.Ordinal);
        Assert.Equal(MessageUrn.ForTypeString<Reminder>(), first.MessageType);
        Assert.DoesNotContain("secret", first.ToString(), StringComparison.Ordinal);
        Assert.True(await operators.CancelAsync(first.Token, Token));
        Assert.Equal(1, (await operators.CountAsync(Token)).Waiting);
    }

    [Fact]
    public async Task A_message_that_cannot_be_sent_dies_with_its_reason_and_can_be_revived_or_discarded()
    {
        await using var bus = await StartAsync(options =>
        {
            options.MaxAttempts = 2;
            options.FirstBackoff = TimeSpan.FromMilliseconds(50);
        });
        var operators = bus.Services.GetRequiredService<IScheduledMessages>();
        var trouble = new SendTrouble($"{_name}-reminders") { Fails = true };
        bus.Bus.ConnectSendObserver(trouble);
        await bus.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("revived"), Token);
        await bus.Scheduler.ScheduleSend(Queue, Clock.Now.AddMilliseconds(1), new Reminder("discarded"), Token);
        await Eventually.TrueAsync("both to die", async () => (await operators.CountAsync(Token)) is { Dead: 2, Waiting: 0 });

        var dead = await operators.ListDeadAsync(cancellationToken: Token);
        trouble.Fails = false;
        var revived = await operators.ReviveAsync(dead[0].Token, Token);
        var discarded = await operators.DiscardAsync(dead[1].Token, Token);

        Assert.All(dead, message => Assert.Contains("The destination refuses", message.Reason, StringComparison.Ordinal));
        Assert.True(revived && discarded);
        await _inbox.FirstAsync("the revived message");
        await Eventually.TrueAsync("nothing left", async () => await operators.CountAsync(Token) is { Waiting: 0, Dead: 0 });
        Assert.Single(_inbox.Arrived);
    }

    [Fact]
    public async Task A_message_whose_sends_end_without_an_answer_waits_and_is_sent_when_they_get_one()
    {
        await using var bus = await StartAsync(options =>
        {
            options.MaxAttempts = 1;
            options.FirstBackoff = TimeSpan.FromMilliseconds(50);
            options.SendTimeout = TimeSpan.FromMilliseconds(50);
        });
        var operators = bus.Services.GetRequiredService<IScheduledMessages>();
        var tries = 0;
        var trouble = new SendTrouble($"{_name}-reminders")
        {
            Hangs = true,
            Meets = () =>
            {
                Interlocked.Increment(ref tries);
                return Task.CompletedTask;
            },
        };
        bus.Bus.ConnectSendObserver(trouble);
        await bus.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("held back"), Token);
        await Eventually.TrueAsync("some tries, or its death", async () => Volatile.Read(ref tries) > 2 || (await operators.CountAsync(Token)).Dead > 0);

        Assert.Equal(0, (await operators.CountAsync(Token)).Dead);
        trouble.Hangs = false;
        Assert.Equal("held back", (await _inbox.FirstAsync("the message that was held back")).Message.Text);
    }

    [Fact]
    public async Task A_broken_record_dies_and_the_others_go_on()
    {
        await using var bus = await StartAsync();
        var operators = bus.Services.GetRequiredService<IScheduledMessages>();
        var redis = RealRedis.Connection.GetDatabase();
        await redis.HashSetAsync($"{{{_name}}}:entries", "broken", "no record");
        await redis.SortedSetAddAsync($"{{{_name}}}:due", "broken", 1);

        await bus.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("whole"), Token);

        await _inbox.FirstAsync("the whole message");
        await Eventually.TrueAsync("the broken one among the dead", async () => (await operators.CountAsync(Token)).Dead == 1);
        Assert.Contains("broken", (await operators.ListDeadAsync(cancellationToken: Token))[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocked_destination_holds_up_its_own_messages_only()
    {
        await using var bus = await StartAsync(options =>
        {
            options.MaxParallelSends = 10;
            // No send that hangs gives up while the test looks.
            options.SendTimeout = TimeSpan.FromMinutes(10);
            options.Lease = TimeSpan.FromMinutes(20);
        });
        var trouble = new SendTrouble("-blocked") { Hangs = true };
        bus.Bus.ConnectSendObserver(trouble);
        for (var i = 0; i < 30; i++)
        {
            await bus.Scheduler.ScheduleSend(new Uri($"exchange:{_name}-blocked"), Clock.Now, new Reminder("blocked"), Token);
        }

        await bus.Scheduler.ScheduleSend(Queue, Clock.Now, new Reminder("free"), Token);

        Assert.Equal("free", (await _inbox.FirstAsync("the message to the free destination", seconds: 60)).Message.Text);
        Assert.Equal(30, (await bus.Services.GetRequiredService<IScheduledMessages>().CountAsync(Token)).Waiting);
    }

    private Task<TestBus> StartAsync(Action<RedisSchedulerOptions>? configure = null) => TestBus.StartAsync(
        x => ReminderBus.Register(x, _name, configure),
        services => services.AddSingleton(_inbox));
}
