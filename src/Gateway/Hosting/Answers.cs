using MassTransit;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>The answers that one question may get; the first one counts.</summary>
internal sealed class Answers(IBus bus, Guid requestId) : IDisposable
{
    private readonly TaskCompletionSource<object> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ConnectHandle> _handles = [];

    public Guid RequestId { get; } = requestId;

    /// <summary>Takes an answer of this type.</summary>
    public Answers On<T>() where T : class
    {
        _handles.Add(bus.ConnectRequestPipe(RequestId, Pipe.Execute<ConsumeContext<T>>(context => _first.TrySetResult(context.Message))));
        return this;
    }

    public async Task<object?> FirstAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            return await _first.Task.WaitAsync(wait, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    public void Dispose() => _handles.ForEach(handle => handle.Disconnect());
}
