using System.Text.Json;
using MassTransit.Serialization;

namespace PhStudio.Messaging.RedisIntegration.Messages;

/// <summary>
/// The forms in which sagas and their messages stand in Redis, without a Redis: a service can have their readers and writers made before the first message waits for them.
/// </summary>
public static class StoredForms
{
    /// <summary>The saga as Redis would give it back, and a message that its outbox holds.</summary>
    public static TSaga RoundTrip<TSaga>(TSaga saga)
        where TSaga : class
    {
        var message = new StoredMessage
        {
            DestinationAddress = new Uri("loopback://localhost/nowhere"),
            ContentType = SystemTextJsonMessageSerializer.JsonContentType.ToString(),
            Body = "{}",
            SentTime = DateTime.UnixEpoch,
            HeaderValues = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["name"] = "value" },
            PropertyValues = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["name"] = "value" },
        };
        _ = StoredMessage.FromJson(message.ToJson());
        _ = StoredMessage.ListFromJson(StoredMessage.ListToJson([message]));
        return JsonSerializer.Deserialize<TSaga>(JsonSerializer.SerializeToUtf8Bytes(saga, CompactJson.Format), CompactJson.Format)!;
    }
}
