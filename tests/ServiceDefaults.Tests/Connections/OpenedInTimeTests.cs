using PhStudio.Messaging.ServiceDefaults.Broker;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Connections;

/// <summary>A connection to the broker that comes too late is closed.</summary>
public sealed class OpenedInTimeTests
{
    [Fact]
    public async Task What_comes_in_time_stays_open()
    {
        var opened = new Opened();

        Assert.Same(opened, await RabbitMqAddress.InTimeAsync(Task.FromResult(opened), TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));

        Assert.False(opened.IsClosed.Task.IsCompleted);
    }

    [Fact]
    public async Task What_comes_after_its_time_is_closed()
    {
        var opening = new TaskCompletionSource<Opened>();
        var late = new Opened();

        await Assert.ThrowsAsync<TimeoutException>(() => RabbitMqAddress.InTimeAsync(opening.Task, TimeSpan.Zero, TestContext.Current.CancellationToken));
        opening.SetResult(late);

        await late.IsClosed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_comes_after_its_caller_gave_up_is_closed()
    {
        var opening = new TaskCompletionSource<Opened>();
        var late = new Opened();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RabbitMqAddress.InTimeAsync(opening.Task, TimeSpan.FromMinutes(5), new CancellationToken(canceled: true)));
        opening.SetResult(late);

        await late.IsClosed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private sealed class Opened : IAsyncDisposable
    {
        public TaskCompletionSource IsClosed { get; } = new();

        public ValueTask DisposeAsync()
        {
            IsClosed.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
