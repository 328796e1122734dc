using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.ServiceDefaults.Connections;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>What only RabbitMQ's management API knows of queues: how many messages are unacknowledged, and the rate. Without <c>RABBITMQ_MANAGEMENT_URL</c> it knows nothing.</summary>
/// <param name="address">The API; null for none.</param>
/// <param name="broker">Whose user asks, and about which virtual host.</param>
public sealed class QueueManagement(Uri? address, RabbitMqAddress? broker) : IDisposable
{
    /// <summary>The setting's form.</summary>
    public const string Format = "the address of RabbitMQ's management API such as http://rabbitmq:15672, without user and password";

    private const string Columns = "name,messages_unacknowledged,message_stats.ack_details.rate";

    private readonly HttpClient _http = new(OutgoingHttp.NewHandler(new AddressRace(TimeProvider.System), broker?.Authorities));

    /// <summary>True where there is an API to ask.</summary>
    public bool IsSet => address is not null && broker is not null;

    /// <summary>The queues by their names; null where the API is not set, does not answer, or refuses the user of <c>RABBITMQ_URL</c>.</summary>
    public async Task<IReadOnlyDictionary<string, QueueLoad>?> ReadAsync(CancellationToken cancellationToken)
    {
        if (address is null || broker is null)
        {
            return null;
        }

        var vhost = Uri.UnescapeDataString(broker.Uri.AbsolutePath.Trim('/'));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{address.ToString().TrimEnd('/')}/api/queues/{Uri.EscapeDataString(vhost.Length == 0 ? "/" : vhost)}?columns={Columns}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{broker.User}:{broker.Password}")));
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                return null;
            }

            using var queues = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            return queues.RootElement.EnumerateArray().ToDictionary(queue => queue.GetProperty("name").GetString()!, Of, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidOperationException or KeyNotFoundException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    // A queue of which the broker has no figures yet has none of these members.
    private static QueueLoad Of(JsonElement queue) => new(
        queue.TryGetProperty("messages_unacknowledged", out var unacknowledged) && unacknowledged.TryGetInt64(out var count) ? count : 0,
        queue.TryGetProperty("message_stats", out var figures) && figures.ValueKind == JsonValueKind.Object && figures.TryGetProperty("ack_details", out var details) ? details.GetProperty("rate").GetDouble() : 0);
}

/// <summary>How busy a queue is.</summary>
/// <param name="Unacknowledged">How many messages consumers are working on.</param>
/// <param name="Rate">How many a second they finished, over the last seconds.</param>
public sealed record QueueLoad(long Unacknowledged, double Rate);
