using System.Text.Json;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>The pictures of a call of the Bot API, in its JSON. Pure.</summary>
internal static class SentPictures
{
    /// <summary>Stands for a picture that was uploaded, or sent again by Telegram's own id: neither says which picture it is.</summary>
    public const string File = "a file";

    /// <summary>What the call shows: an address, or <see cref="File"/>, each.</summary>
    public static IReadOnlyList<string> Of(JsonElement arguments)
    {
        if (arguments.TryGetProperty("photo", out var photo))
        {
            return [Name(photo)];
        }

        return [.. Media(arguments).Select(one => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("media", out var media) ? Name(media) : File)];
    }

    /// <summary>The part of a call that has its words: the first picture of an album that has a caption, else the call itself.</summary>
    public static JsonElement Worded(JsonElement arguments)
    {
        var captioned = Media(arguments).Where(one => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("caption", out _)).ToList();
        return captioned.Count > 0 ? captioned[0] : arguments;
    }

    private static string Name(JsonElement picture) =>
        picture.ValueKind == JsonValueKind.String && Uri.TryCreate(picture.GetString(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? picture.GetString()! : File;

    // In a log it may be a text, as Telegram takes it in a form.
    private static IReadOnlyList<JsonElement> Media(JsonElement arguments)
    {
        if (!arguments.TryGetProperty("media", out var media))
        {
            return [];
        }

        try
        {
            media = media.ValueKind == JsonValueKind.String ? JsonElement.Parse(media.GetString()!) : media;
            return media.ValueKind == JsonValueKind.Array ? [.. media.EnumerateArray()] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
