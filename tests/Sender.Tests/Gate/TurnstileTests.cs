using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Chats;
using PhStudio.Messaging.Sender.Clearance;
using PhStudio.Messaging.Sender.Gate;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Tests.Gate;

public sealed class TurnstileTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task The_most_urgent_goes_first_however_many_wait()
    {
        var turnstile = new Turnstile(Clearance(new LimitOptions { BotRequests = 10 }, time), time, connections: 50, reserve: 5);
        var order = new List<Priority>();
        var low = Enumerable.Range(0, 100).Select(i => Enter(turnstile, i, Priority.Low, order)).ToList();

        var critical = Enter(turnstile, 1000, Priority.Critical, order);
        await Advance(critical);

        Assert.True(critical.IsCompletedSuccessfully);
        Assert.InRange(order.IndexOf(Priority.Critical), 0, 5);
        Assert.Contains(low, entering => !entering.IsCompleted);
    }

    [Fact]
    public async Task The_least_urgent_goes_once_in_a_while_however_many_urgent_ones_wait()
    {
        var turnstile = new Turnstile(Clearance(new LimitOptions { BotRequests = 10 }, time), time, connections: 50, reserve: 5);
        var order = new List<Priority>();
        var critical = Enumerable.Range(0, 1000).Select(i => Enter(turnstile, i, Priority.Critical, order)).ToList();

        var low = Enter(turnstile, 1000, Priority.Low, order);
        await Advance(low, TimeSpan.FromMilliseconds(100));

        Assert.Contains(critical, entering => !entering.IsCompleted);
    }

    [Fact]
    public async Task No_more_go_at_once_than_there_are_connections_and_some_more_are_kept_for_the_urgent()
    {
        var turnstile = new Turnstile(Clearance(Lifted, time), time, connections: 10, reserve: 1);
        var going = Enumerable.Range(0, 20).Select(i => turnstile.Enter(new Permission($"{i}", Priority.Normal), CancellationToken.None)).ToList();
        await Eventually.True("ten of them", () => going.Count(entering => entering.IsCompleted) == 10);

        var urgent = (Admission.Go)await turnstile.Enter(new Permission("99", Priority.Critical), CancellationToken.None);
        ((Admission.Go)await going[0]).Slot.Dispose();
        urgent.Slot.Dispose();
        await Eventually.True("one more", () => going.Count(entering => entering.IsCompleted) == 11);

        Assert.Equal(11, going.Count(entering => entering.IsCompleted));
    }

    [Fact]
    public async Task Whoever_leaves_takes_nobodys_place()
    {
        var turnstile = new Turnstile(Clearance(Lifted, time), time, connections: 1, reserve: 0);
        using var leaving = new CancellationTokenSource();
        var first = (Admission.Go)await turnstile.Enter(new Permission("1", Priority.Normal), CancellationToken.None);
        var left = turnstile.Enter(new Permission("2", Priority.Normal), leaving.Token);
        var stays = turnstile.Enter(new Permission("3", Priority.Normal), CancellationToken.None);

        await leaving.CancelAsync();
        first.Slot.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.IsType<Admission.Go>(await stays);
    }

    [Fact]
    public async Task Many_at_once_all_come_through()
    {
        var turnstile = new Turnstile(Clearance(Lifted with { BotRequests = 5000 }, TimeProvider.System), TimeProvider.System, connections: 4, reserve: 0);

        var (inside, most, through) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 3000).Select(i => Task.Run(async () =>
        {
            var go = (Admission.Go)await turnstile.Enter(new Permission($"{i}", (Priority)(i % 4)), CancellationToken.None);
            var now = Interlocked.Increment(ref inside);
            lock (turnstile)
            {
                most = Math.Max(most, now);
            }

            await Task.Yield();
            Interlocked.Decrement(ref inside);
            Interlocked.Increment(ref through);
            go.Slot.Dispose();
        }))).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal((0, 3000), (inside, through));
        Assert.InRange(most, 1, 4);
    }

    private static StepByStep Clearance(LimitOptions limits, TimeProvider time) => new(new InMemoryLedger(new LedgerOptions(), time), new InMemoryChatMemory(time), new InMemoryLimiter(limits, time));

    private static LimitOptions Lifted => new() { BotRequests = 0, PrivateInterval = TimeSpan.Zero };

    private static async Task Enter(Turnstile turnstile, int chat, Priority priority, List<Priority> order)
    {
        var go = (Admission.Go)await turnstile.Enter(new Permission($"{chat}", priority), CancellationToken.None);
        lock (order)
        {
            order.Add(priority);
        }

        go.Slot.Dispose();
    }

    /// <summary>Moves the clock in small steps, so that every timer that a step starts is met by the next.</summary>
    private Task Advance(Task until, TimeSpan? step = null) => Eventually.True("whoever waits for the clock", () =>
    {
        time.Advance(step ?? TimeSpan.FromMilliseconds(5));
        return until.IsCompleted;
    });
}
