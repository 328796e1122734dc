using MassTransit;

namespace PhStudio.Messaging.Gateway.Publishing;

/// <summary>The answers that one question may get; the first one counts.</summary>
internal sealed class Answers(IBus bus, Guid requestId) : IDisposable
{
    private readonly TaskCompletionSource<object> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ConnectHandle> handles = [];

    public Guid RequestId { get; } = requestId;

    /// <summary>Takes an answer of this type.</summary>
    public Answers On<T>() where T : class
    {
        handles.Add(bus.ConnectRequestPipe(RequestId, Pipe.Execute<ConsumeContext<T>>(context => first.TrySetResult(context.Message))));
        return this;
    }

    public async Task<object?> FirstAsync(TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            return await first.Task.WaitAsync(wait, cancellation);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    public void Dispose() => handles.ForEach(handle => handle.Disconnect());
}
