using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>How messages are written: on one line, without members that hold nothing, letters of any language as themselves.</summary>
public static class WireJson
{
    /// <summary>MassTransit's options, made compact. The reading side is left as it is.</summary>
    public static JsonSerializerOptions Compact(JsonSerializerOptions options) => new(options)
    {
        WriteIndented = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
