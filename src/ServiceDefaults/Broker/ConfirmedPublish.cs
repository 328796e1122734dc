using MassTransit;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// Publishes where nobody redelivers: outside a consumer, or on behalf of an HTTP call. MassTransit itself would wait for hours while the broker is unavailable (docs/masstransit.md 4).
/// </summary>
public static class ConfirmedPublish
{
    /// <summary>How long a loop in the background waits for the broker before it tries again.</summary>
    public static readonly TimeSpan Background = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ReturnedPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns when the broker has the message.</summary>
    /// <param name="bus">The bus.</param>
    /// <param name="message">The message.</param>
    /// <param name="time">Measures the wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="timeout">For how long it waits. Default: ten seconds.</param>
    /// <exception cref="OperationCanceledException">Not in time, or the caller gave up; the broker's client and MassTransit throw many other types.</exception>
    public static Task PublishConfirmedAsync(this IBus bus, object message, TimeProvider time, CancellationToken cancellationToken, TimeSpan? timeout = null) =>
        WithinAsync(token => bus.Publish(message, token), timeout ?? Background, time, cancellationToken);

    /// <summary>The same for a publish of the caller's own making.</summary>
    public static async Task WithinAsync(Func<CancellationToken, Task> publish, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        while (true)
        {
            try
            {
                await publish(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
                return;
            }
            catch (MessageReturnedException)
            {
                // It found no queue and is lost. The queues are being declared again, and the next attempt waits for that.
                await Task.Delay(ReturnedPause, either.Token).ConfigureAwait(false);
            }
        }
    }
}
