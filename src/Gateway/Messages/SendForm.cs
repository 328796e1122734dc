using System.Buffers;
using System.Text.Json;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary><c>POST /send</c> as multipart/form-data: the fields of the JSON by their names, and files.</summary>
internal static class SendForm
{
    /// <summary>The message, whose photos are named, and the files by their hash. Throws <see cref="WireException"/>.</summary>
    public static async Task<(OutgoingMessage Message, IReadOnlyDictionary<string, byte[]> Files)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await PictureForm.ReadAsync(request, part: null, cancellationToken);
        var body = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(body))
        {
            Write(json, form);
        }

        return (WireReader.Read<OutgoingMessage>(body.WrittenSpan), form.Files);
    }

    // A name that is given twice stands there twice, and is refused as in JSON.
    private static void Write(Utf8JsonWriter json, PictureForm form)
    {
        json.WriteStartObject();
        foreach (var (name, value) in form.Fields)
        {
            var member = WireShape.Of(typeof(OutgoingMessage)).Find(name);
            if (form.Photos.Count > 0 && member?.Name is "photos" or "photo_url")
            {
                throw PictureForm.Wrong("photo", "and photos or photo_url exclude each other");
            }

            json.WritePropertyName(name);
            if (IsJson(member?.Type))
            {
                WriteJson(json, name, WireReader.Utf8Of(value));
            }
            else
            {
                json.WriteStringValue(WireReader.Utf8Of(value));
            }
        }

        if (form.Photos.Count > 0)
        {
            json.WriteStartArray("photos");
            foreach (var photo in form.Photos)
            {
                json.WriteStringValue(photo);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>A field is a text where the message has one, else what it says as JSON.</summary>
    private static bool IsJson(Type? type) => type == typeof(JsonElement) || type == typeof(IReadOnlyDictionary<string, JsonElement>) || type == typeof(IReadOnlyList<string>);

    // As it was written: half a surrogate pair in it is found by the reader.
    private static void WriteJson(Utf8JsonWriter json, string name, ReadOnlySpan<byte> value)
    {
        if (value.Trim(" \t\r\n"u8).IsEmpty)
        {
            json.WriteNullValue();
            return;
        }

        if (!WireReader.IsJson(value))
        {
            throw PictureForm.Wrong(name, "must be JSON");
        }

        json.WriteRawValue(value, skipInputValidation: true);
    }
}
