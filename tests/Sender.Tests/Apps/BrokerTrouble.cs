using MassTransit;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>
/// What a broker does to publishes of one kind: it holds them back while it is unavailable, or leaves so many of them unconfirmed.
/// Connect it to the bus of a Sender in memory.
/// </summary>
internal sealed class BrokerTrouble<TMessage> : IPublishObserver
    where TMessage : class
{
    private TaskCompletionSource _back = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _unconfirmed;

    public BrokerTrouble() => _back.SetResult();

    public void GoAway() => _back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ComeBack() => _back.TrySetResult();

    public void LeaveUnconfirmed(int publishes) => _unconfirmed = publishes;

    public async Task PrePublish<T>(PublishContext<T> context)
        where T : class
    {
        if (context is not PublishContext<TMessage>)
        {
            return;
        }

        await _back.Task.WaitAsync(context.CancellationToken);
        if (Interlocked.Decrement(ref _unconfirmed) >= 0)
        {
            throw new TransportException(context.DestinationAddress!, "the connection was closed");
        }
    }

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
