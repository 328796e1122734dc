using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>
/// How messages are written: on one line, without members that hold nothing, letters of any language as themselves.
/// The messages of the contracts are read by <see cref="WireReader"/>.
/// </summary>
public static class WireJson
{
    /// <summary>MassTransit's options, made compact and strict.</summary>
    public static JsonSerializerOptions Compact(JsonSerializerOptions options)
    {
        var writing = Written(options);
        var both = Written(options);
        both.Converters.Insert(0, new WireConverter(writing));
        return both;
    }

    // Options are made compact each time that a bus is configured, and MassTransit keeps them for the whole process.
    private static JsonSerializerOptions Written(JsonSerializerOptions options)
    {
        var written = new JsonSerializerOptions(options)
        {
            WriteIndented = false,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        foreach (var converter in written.Converters.OfType<WireConverter>().ToList())
        {
            written.Converters.Remove(converter);
        }

        return written;
    }
}
