using MassTransit;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>Tells readiness of an error queue that takes nothing: what failed is then neither moved nor done, and comes again at once.</summary>
internal sealed class RefusedMoves(RefusedPublishes refused) : IReceiveObserver
{
    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context)
    {
        // It failed, and was moved.
        if (context.IsFaulted)
        {
            refused.NoteMoved(NameOf(context));
        }

        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class => Task.CompletedTask;

    /// <summary>What fails in a consumer is moved; this is heard where that fails too.</summary>
    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        refused.NoteForbidden(exception, NameOf(context));
        return Task.CompletedTask;
    }

    private static string NameOf(ReceiveContext context) => context.InputAddress.AbsolutePath;
}
