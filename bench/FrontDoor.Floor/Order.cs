using System.Text.Json;
using System.Text.Json.Serialization;

namespace PhStudio.Messaging.FrontDoor.Floor;

/// <summary>What the bench orders, as far as it is carried on. The values are read and written, as an order's are.</summary>
public sealed record Order
{
    [JsonPropertyName("chat_id")]
    public required long ChatId { get; init; }

    public required string Template { get; init; }

    public required Dictionary<string, JsonElement> Values { get; init; }
}
