using MassTransit;
using RabbitMQ.Client.Exceptions;
using System.Reflection;

namespace PhStudio.Messaging.WebhookProcessor.Tests.App;

/// <summary>A healthy bus whose first publishes fail, each with something else of what three libraries throw for a broker that is unavailable.</summary>
public class RefusingBus : DispatchProxy
{
    private Queue<Exception> _failures = new();

    /// <summary>What was published in the end.</summary>
    public List<object> Published { get; } = [];

    /// <summary>How many publishes still fail.</summary>
    public int Left => _failures.Count;

    public static T Create<T>(out RefusingBus told)
        where T : class, IBus
    {
        var bus = Create<T, RefusingBus>();
        told = (RefusingBus)(object)bus;
        told._failures = new Queue<Exception>(
        [
            new RabbitMqConnectionException("The connection is not there."),
            new AlreadyClosedException(new RabbitMQ.Client.Events.ShutdownEventArgs(RabbitMQ.Client.ShutdownInitiator.Library, 541, "gone")),
            new IOException("The socket is closed."),
            new ObjectDisposedException("channel"),
            new TimeoutException(),
            new OperationCanceledException(),
            new InvalidOperationException("Something that a next version throws."),
        ]);
        return bus;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IBusControl.CheckHealth))
        {
            return BusHealthResult.Healthy("", new Dictionary<string, EndpointHealthResult>());
        }

        if (_failures.TryDequeue(out var failure))
        {
            return Task.FromException(failure);
        }

        Published.Add(args![0]!);
        return Task.CompletedTask;
    }
}
