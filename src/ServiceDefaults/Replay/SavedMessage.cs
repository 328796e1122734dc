using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>A message of a queue as a line of a backup: body, properties and headers, whose types AMQP tells apart.</summary>
internal static class SavedMessage
{
    /// <summary>The line.</summary>
    public static JsonObject Write(string queue, BasicGetResult message)
    {
        var properties = message.BasicProperties;
        return new JsonObject
        {
            ["queue"] = queue,
            ["body"] = Convert.ToBase64String(message.Body.Span),
            ["id"] = properties.MessageId,
            ["type"] = properties.ContentType,
            ["correlation"] = properties.CorrelationId,
            ["reply"] = properties.ReplyTo,
            ["expires"] = properties.Expiration,
            ["at"] = properties.Timestamp.UnixTime,
            ["headers"] = Value(properties.Headers),
        };
    }

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static (string Queue, BasicProperties Properties, byte[] Body) Read(JsonNode line)
    {
        var properties = new BasicProperties { Persistent = true, Headers = ValueOf(line["headers"]) as Dictionary<string, object?> };
        if ((string?)line["id"] is { } id)
        {
            properties.MessageId = id;
        }

        if ((string?)line["type"] is { } type)
        {
            properties.ContentType = type;
        }

        if ((string?)line["correlation"] is { } correlation)
        {
            properties.CorrelationId = correlation;
        }

        if ((string?)line["reply"] is { } reply)
        {
            properties.ReplyTo = reply;
        }

        if ((string?)line["expires"] is { } expires)
        {
            properties.Expiration = expires;
        }

        if ((long?)line["at"] is > 0 and var at)
        {
            properties.Timestamp = new AmqpTimestamp(at);
        }

        return ((string)line["queue"]!, properties, Convert.FromBase64String((string)line["body"]!));
    }

    // Each value with the name of its type.
    private static JsonObject? Value(object? value) => value switch
    {
        null => null,
        byte[] bytes => new JsonObject { ["bytes"] = Convert.ToBase64String(bytes) },
        string text => new JsonObject { ["text"] = text },
        bool flag => new JsonObject { ["flag"] = flag },
        AmqpTimestamp at => new JsonObject { ["at"] = at.UnixTime },
        IDictionary<string, object?> table => new JsonObject { ["table"] = new JsonObject(table.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Value(entry.Value)))) },
        System.Collections.IList list => new JsonObject { ["list"] = new JsonArray([.. list.Cast<object?>().Select(element => (JsonNode?)Value(element))]) },
        double or float or decimal => new JsonObject { ["real"] = Convert.ToDouble(value, CultureInfo.InvariantCulture) },
        int or short or byte or sbyte or ushort => new JsonObject { ["small"] = Convert.ToInt32(value, CultureInfo.InvariantCulture) },
        _ => new JsonObject { ["number"] = Convert.ToInt64(value, CultureInfo.InvariantCulture) },
    };

    private static object? ValueOf(JsonNode? node)
    {
        if (node is not JsonObject { Count: 1 } typed)
        {
            return null;
        }

        var (kind, value) = typed.First();
        return kind switch
        {
            "bytes" => Convert.FromBase64String((string)value!),
            "text" => (string)value!,
            "flag" => (bool)value!,
            "at" => new AmqpTimestamp((long)value!),
            "table" => value!.AsObject().ToDictionary(entry => entry.Key, entry => ValueOf(entry.Value), StringComparer.Ordinal),
            "list" => value!.AsArray().Select(ValueOf).ToList(),
            "real" => (double)value!,
            "small" => (int)value!,
            "number" => (long)value!,
            _ => throw new JsonException($"A backup has no values of kind {kind}."),
        };
    }
}
