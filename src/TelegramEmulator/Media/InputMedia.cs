using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>One member of an album, or what an edit puts in a photo's place.</summary>
internal static class InputMedia
{
    /// <summary>Its fields as parameters of their own, which share the files of the call.</summary>
    public static ApiParameters Read(JsonElement media, ApiParameters call)
    {
        if (media.ValueKind != JsonValueKind.Object)
        {
            throw Unparsable("expected an Object");
        }

        var item = call.With(media.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : field.Value.GetRawText())));
        return item.Text("type") switch
        {
            null or "" => throw Unparsable("type of the media isn't specified"),
            not "photo" => throw Unparsable($"type \"{item.Text("type")}\" is unsupported by the emulator"),
            _ => item.Has("media") ? item : throw Unparsable("media not found"),
        };
    }

    private static TelegramRefusal Unparsable(string why) => TelegramRefusal.BadRequest($"can't parse InputMedia: {why}");
}
