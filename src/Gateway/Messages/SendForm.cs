using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary><c>POST /send</c> as multipart/form-data: the fields of the JSON by their names, and files.</summary>
internal static class SendForm
{
    /// <summary>The message, whose photos are named, and the files by their hash. Throws <see cref="WireException"/>.</summary>
    public static async Task<(OutgoingMessage Message, IReadOnlyDictionary<string, byte[]> Files)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await PictureForm.ReadAsync(request, part: null, cancellationToken);
        var body = new JsonObject();
        foreach (var (name, value) in form.Fields)
        {
            var member = WireShape.Of(typeof(OutgoingMessage)).Find(name);
            if (form.Photos.Count > 0 && member?.Name is "photos" or "photo_url")
            {
                throw PictureForm.Wrong("photo", "and photos or photo_url exclude each other");
            }

            body[name] = IsJson(member?.Type) ? Parsed(name, value) : Encoding.UTF8.GetString(value);
        }

        if (form.Photos.Count > 0)
        {
            body["photos"] = new JsonArray([.. form.Photos.Select(photo => (JsonNode)photo)]);
        }

        return (WireReader.Read<OutgoingMessage>(JsonSerializer.SerializeToUtf8Bytes(body)), form.Files);
    }

    /// <summary>A field is a text where the message has one, else what it says as JSON.</summary>
    private static bool IsJson(Type? type) => type == typeof(JsonElement) || type == typeof(IReadOnlyDictionary<string, JsonElement>) || type == typeof(IReadOnlyList<string>);

    private static JsonNode? Parsed(string name, byte[] value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            throw PictureForm.Wrong(name, "must be JSON");
        }
    }
}
