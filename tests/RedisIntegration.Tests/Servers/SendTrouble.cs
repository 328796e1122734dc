using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Tests.Servers;

/// <summary>Makes sends of messages from Redis to one destination fail, or hang, or meet with something, while it is on.</summary>
internal sealed class SendTrouble(string destination) : ISendObserver
{
    public bool Fails { get; set; }

    public bool Hangs { get; set; }

    /// <summary>Happens just before the message goes to the broker.</summary>
    public Func<Task>? Meets { get; set; }

    public async Task PreSend<T>(SendContext<T> context)
        where T : class
    {
        if (context.DestinationAddress?.ToString().Contains(destination, StringComparison.Ordinal) != true)
        {
            return;
        }

        if (Fails)
        {
            throw new InvalidOperationException("The destination refuses.");
        }

        if (Meets is { } meets)
        {
            await meets();
        }

        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }
    }

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
