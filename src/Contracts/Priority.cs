using System.Text.Json.Serialization;

namespace PhStudio.Messaging.Contracts;

/// <summary>How urgent a message is; each priority has a lane (a queue) of its own. On the wire: the lower-case name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Priority>))]
public enum Priority
{
    /// <summary>Broadcasts: gives way to everything else.</summary>
    [JsonStringEnumMemberName("low")] Low,

    /// <summary>The default.</summary>
    [JsonStringEnumMemberName("normal")] Normal,

    /// <summary>A person waits for it: a booking to decide.</summary>
    [JsonStringEnumMemberName("high")] High,

    /// <summary>Passes everything, quiet hours included.</summary>
    [JsonStringEnumMemberName("critical")] Critical,
}
