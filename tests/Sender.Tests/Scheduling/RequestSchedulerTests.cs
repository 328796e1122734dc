using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Scheduling;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests.Scheduling;

public sealed class RequestSchedulerTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task The_most_urgent_goes_first_however_many_wait()
    {
        var scheduler = new RequestScheduler(Admission(new LimitOptions { BotRequests = 10 }, _time), _time, connections: 50, reserve: 5);
        var order = new List<Priority>();
        var low = Enumerable.Range(0, 100).Select(i => EnterAsync(scheduler, i, Priority.Low, order)).ToList();

        var critical = EnterAsync(scheduler, 1000, Priority.Critical, order);
        await AdvanceAsync(critical);

        Assert.True(critical.IsCompletedSuccessfully);
        Assert.InRange(order.IndexOf(Priority.Critical), 0, 5);
        Assert.Contains(low, entering => !entering.IsCompleted);
    }

    [Fact]
    public async Task The_least_urgent_goes_once_in_a_while_however_many_urgent_ones_wait()
    {
        var scheduler = new RequestScheduler(Admission(new LimitOptions { BotRequests = 10 }, _time), _time, connections: 50, reserve: 5);
        var order = new List<Priority>();
        var critical = Enumerable.Range(0, 1000).Select(i => EnterAsync(scheduler, i, Priority.Critical, order)).ToList();

        var low = EnterAsync(scheduler, 1000, Priority.Low, order);
        await AdvanceAsync(low, TimeSpan.FromMilliseconds(100));

        Assert.Contains(critical, entering => !entering.IsCompleted);
    }

    [Fact]
    public async Task No_more_go_at_once_than_there_are_connections_and_some_more_are_kept_for_the_urgent()
    {
        var scheduler = new RequestScheduler(Admission(Lifted, _time), _time, connections: 10, reserve: 1);
        var going = Enumerable.Range(0, 20).Select(i => scheduler.EnterAsync(new AdmissionRequest($"{i}", Priority.Normal), CancellationToken.None)).ToList();
        await Eventually.TrueAsync("ten of them", () => going.Count(entering => entering.IsCompleted) == 10);

        var urgent = await scheduler.EnterAsync(new AdmissionRequest("99", Priority.Critical), CancellationToken.None);
        (await going[0]).Slot!.Dispose();
        urgent.Slot!.Dispose();
        await Eventually.TrueAsync("one more", () => going.Count(entering => entering.IsCompleted) == 11);

        Assert.Equal(11, going.Count(entering => entering.IsCompleted));
    }

    [Fact]
    public async Task One_that_has_waited_too_long_for_a_connection_keeps_no_urgent_one_from_the_reserve()
    {
        var scheduler = new RequestScheduler(Admission(Lifted, _time), _time, connections: 1, reserve: 1);
        await scheduler.EnterAsync(new AdmissionRequest("1", Priority.Normal), CancellationToken.None);
        var urgent = await scheduler.EnterAsync(new AdmissionRequest("2", Priority.Critical), CancellationToken.None);
        var low = scheduler.EnterAsync(new AdmissionRequest("3", Priority.Low), CancellationToken.None);
        var next = scheduler.EnterAsync(new AdmissionRequest("4", Priority.Critical), CancellationToken.None);

        _time.Advance(PriorityRule.Of(Priority.Low).MaxWait + TimeSpan.FromSeconds(1));
        urgent.Slot!.Dispose();

        await Eventually.TrueAsync("the urgent one", () => next.IsCompleted);
        Assert.False(low.IsCompleted);
    }

    [Fact]
    public async Task Its_turn_is_kept_for_the_next_connection()
    {
        var scheduler = new RequestScheduler(Admission(Lifted, _time), _time, connections: 1, reserve: 1);
        var first = await scheduler.EnterAsync(new AdmissionRequest("1", Priority.Normal), CancellationToken.None);
        var urgent = await scheduler.EnterAsync(new AdmissionRequest("2", Priority.Critical), CancellationToken.None);
        var low = scheduler.EnterAsync(new AdmissionRequest("3", Priority.Low), CancellationToken.None);
        var next = scheduler.EnterAsync(new AdmissionRequest("4", Priority.Critical), CancellationToken.None);
        var last = scheduler.EnterAsync(new AdmissionRequest("5", Priority.Critical), CancellationToken.None);
        _time.Advance(PriorityRule.Of(Priority.Low).MaxWait + TimeSpan.FromSeconds(1));
        urgent.Slot!.Dispose();
        await next;

        first.Slot!.Dispose();

        Assert.Same(low, await Task.WhenAny(low, last));
    }

    [Fact]
    public async Task Fewer_connections_hold_back_the_next_request_and_more_let_it_go()
    {
        var scheduler = new RequestScheduler(Admission(Lifted, _time), _time, connections: 3, reserve: 0);
        var first = await scheduler.EnterAsync(new AdmissionRequest("1", Priority.Normal), CancellationToken.None);
        var second = await scheduler.EnterAsync(new AdmissionRequest("2", Priority.Normal), CancellationToken.None);

        scheduler.Resize(1, 0);
        first.Slot!.Dispose();
        var third = scheduler.EnterAsync(new AdmissionRequest("3", Priority.Normal), CancellationToken.None);

        Assert.False(third.IsCompleted);
        scheduler.Resize(2, 0);
        Assert.IsType<AdmissionResult.Go>((await third).Answer);
        second.Slot!.Dispose();
    }

    [Fact]
    public async Task A_request_that_leaves_takes_nobodys_place()
    {
        var scheduler = new RequestScheduler(Admission(Lifted, _time), _time, connections: 1, reserve: 0);
        using var leaving = new CancellationTokenSource();
        var first = await scheduler.EnterAsync(new AdmissionRequest("1", Priority.Normal), CancellationToken.None);
        var left = scheduler.EnterAsync(new AdmissionRequest("2", Priority.Normal), leaving.Token);
        var stays = scheduler.EnterAsync(new AdmissionRequest("3", Priority.Normal), CancellationToken.None);

        await leaving.CancelAsync();
        first.Slot!.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.IsType<AdmissionResult.Go>((await stays).Answer);
    }

    [Fact]
    public async Task Many_at_once_all_come_through()
    {
        var scheduler = new RequestScheduler(Admission(Lifted with { BotRequests = 5000 }, TimeProvider.System), TimeProvider.System, connections: 4, reserve: 0);

        var (inside, most, through) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 3000).Select(i => Task.Run(async () =>
        {
            var go = await scheduler.EnterAsync(new AdmissionRequest($"{i}", (Priority)(i % 4)), CancellationToken.None);
            var now = Interlocked.Increment(ref inside);
            lock (scheduler)
            {
                most = Math.Max(most, now);
            }

            await Task.Yield();
            Interlocked.Decrement(ref inside);
            Interlocked.Increment(ref through);
            go.Slot!.Dispose();
        }))).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal((0, 3000), (inside, through));
        Assert.InRange(most, 1, 4);
    }

    private static SequentialAdmission Admission(LimitOptions limits, TimeProvider time) => new(new InMemoryLedger(new LedgerOptions(), time), new InMemoryChatStore(time), new InMemoryLimiter(limits, time));

    private static LimitOptions Lifted => new() { BotRequests = 0, PrivateInterval = TimeSpan.Zero };

    private static async Task EnterAsync(RequestScheduler scheduler, int chat, Priority priority, List<Priority> order)
    {
        var go = await scheduler.EnterAsync(new AdmissionRequest($"{chat}", priority), CancellationToken.None);
        lock (order)
        {
            order.Add(priority);
        }

        go.Slot!.Dispose();
    }

    /// <summary>Moves the clock in small steps, so that every timer that a step starts is met by the next.</summary>
    private Task AdvanceAsync(Task until, TimeSpan? step = null) => Eventually.TrueAsync("what waits for the clock", () =>
    {
        _time.Advance(step ?? TimeSpan.FromMilliseconds(5));
        return until.IsCompleted;
    });
}
