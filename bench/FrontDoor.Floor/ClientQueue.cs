using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PhStudio.Messaging.FrontDoor.Floor;

/// <summary>RabbitMQ.Client alone.</summary>
internal sealed class ClientQueue(Uri broker) : IOrderQueue
{
    private const string Name = "floor";

    private IChannel? _channel;

    public async Task OpenAsync(IServiceProvider services)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        _channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, consumerDispatchConcurrency: 100));
        await _channel.QueueDeclareAsync(Name, durable: true, exclusive: false, autoDelete: false, arguments: new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
    }

    public async Task PublishAsync(Order order, CancellationToken cancellationToken) =>
        await _channel!.BasicPublishAsync("", Name, mandatory: true, new BasicProperties { Persistent = true }, JsonSerializer.SerializeToUtf8Bytes(order), cancellationToken);

    public async Task ConsumeAsync(TelegramCall telegram)
    {
        await _channel!.BasicQosAsync(0, 150, global: false);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await telegram.SendAsync(JsonSerializer.Deserialize<Order>(delivery.Body.Span)!);
            await _channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await _channel.BasicConsumeAsync(Name, autoAck: false, consumer);
    }
}
