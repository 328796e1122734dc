using MassTransit.Transports;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// Holds every message back until its queue is declared, and notices one that found none.
/// The transport itself calls it, right before the broker: what is only stored in an outbox does not wait.
/// </summary>
internal sealed class TopologyObserver(TopologyDeclaration declaration, IReadOnlyList<Route> routes) : ISendObserver, IPublishObserver
{
    private readonly MandatoryRoutes _mandatory = new(routes, declaration.IsOwn);

    public Task PreSend<T>(SendContext<T> context) where T : class
    {
        _mandatory.Demand(context);
        return declaration.DeclaredAsync(context.CancellationToken);
    }

    public Task PrePublish<T>(PublishContext<T> context) where T : class
    {
        _mandatory.Demand(context);
        return declaration.DeclaredAsync(context.CancellationToken);
    }

    public Task PostSend<T>(SendContext<T> context) where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception) where T : class => FailedAsync(exception);

    public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => FailedAsync(exception);

    private Task FailedAsync(Exception exception)
    {
        if (exception is MessageReturnedException)
        {
            declaration.DeclareAgain();
        }

        return Task.CompletedTask;
    }
}
