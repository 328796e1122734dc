using MassTransit;

namespace PhStudio.Messaging.Sender.Platform;

/// <summary>Publishes outside a consumer, where nobody redelivers: the caller tries again.</summary>
internal static class ConfirmedPublish
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Returns when the broker has it. MassTransit itself would wait for hours while the broker is unavailable (docs/masstransit.md 4).</summary>
    /// <exception cref="OperationCanceledException">Not within ten seconds, or the process is stopping; the broker's client and MassTransit throw many other types.</exception>
    public static async Task PublishConfirmedAsync(this IBus bus, object message, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await bus.Publish(message, either.Token).WaitAsync(either.Token);
    }
}
