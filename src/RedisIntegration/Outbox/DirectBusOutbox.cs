using MassTransit;
using MassTransit.Transports;

namespace PhStudio.Messaging.RedisIntegration.Outbox;

/// <summary>Where there is no Redis: straight to the bus.</summary>
internal sealed class DirectBusOutbox(IBus bus) : PublishEndpoint(bus), IBusOutbox
{
    public Task<ISendEndpoint> GetSendEndpoint(Uri address) => bus.GetSendEndpoint(address);

    public ConnectHandle ConnectSendObserver(ISendObserver observer) => bus.ConnectSendObserver(observer);
}
