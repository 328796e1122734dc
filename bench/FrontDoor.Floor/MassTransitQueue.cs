using MassTransit;

namespace PhStudio.Messaging.FrontDoor.Floor;

/// <summary>MassTransit as it comes: its envelope, its pipeline, a quorum queue for one consumer.</summary>
internal sealed class MassTransitQueue : IOrderQueue
{
    private IBus? _bus;

    public MassTransitQueue(WebApplicationBuilder builder, Uri broker, TelegramCall? worker)
    {
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRabbitMq((_, factory) =>
            {
                factory.Host(broker);
                factory.PrefetchCount = 150;
                if (worker is not null)
                {
                    factory.ReceiveEndpoint("floor", endpoint =>
                    {
                        endpoint.SetQuorumQueue();
                        endpoint.ConcurrentMessageLimit = 100;
                        endpoint.Handler<Order>(context => worker.SendAsync(context.Message));
                    });
                }
            });
        });
    }

    public async Task OpenAsync(IServiceProvider services)
    {
        var control = services.GetRequiredService<IBusControl>();
        await control.WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        _bus = control;
    }

    public Task PublishAsync(Order order, CancellationToken cancellationToken) => _bus!.Publish(order, cancellationToken);

    /// <summary>It consumes since it was opened.</summary>
    public Task ConsumeAsync(TelegramCall telegram) => Task.CompletedTask;
}
