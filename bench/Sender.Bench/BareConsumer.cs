using System.Net.Http.Headers;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PhStudio.Messaging.Sender.Bench;

/// <summary>
/// The measure of all: a RabbitMQ.Client consumer that only POSTs each body to Telegram and acknowledges. No limits, no ledger, no facts, no retry.
/// Runs as a process of its own until it is stopped; <c>BARE_RABBITMQ</c>, <c>BARE_QUEUE</c> and <c>BARE_URL</c> tell it where.
/// </summary>
internal static class BareConsumer
{
    public const string Queue = "bare";

    public static async Task<int> RunAsync()
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { MaxConnectionsPerServer = 50, ActivityHeadersPropagator = null });
        var url = Environment.GetEnvironmentVariable("BARE_URL")!;
        await using var connection = await ConnectAsync(Environment.GetEnvironmentVariable("BARE_RABBITMQ")!);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(false, false, consumerDispatchConcurrency: 100));
        await channel.BasicQosAsync(0, 200, global: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(delivery.Body.ToArray()) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.SendAsync(request, CancellationToken.None);
            await response.Content.ReadAsByteArrayAsync();
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <summary>Fills its queue.</summary>
    public static async Task FillAsync(string broker, IEnumerable<long> chats)
    {
        await using var connection = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, arguments: new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        foreach (var batch in chats.Chunk(200))
        {
            await Task.WhenAll(batch.Select(chat => channel.BasicPublishAsync(
                "", Queue, mandatory: true, new BasicProperties { Persistent = true },
                Encoding.UTF8.GetBytes($$"""{"chat_id":"{{chat}}","text":"Hello from the benchmark","parse_mode":"HTML"}""")).AsTask()));
        }
    }

    private static Task<IConnection> ConnectAsync(string broker) => new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
}
