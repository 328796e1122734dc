using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Messages;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>One member of an album, or what an edit puts in place of what a message holds.</summary>
/// <param name="File">The file; null for a kind that this bot may not send.</param>
/// <param name="Type">The kind.</param>
/// <param name="Caption">The text below it, parsed.</param>
/// <param name="IsAbove">Whether the text stands above it.</param>
/// <param name="HasSpoiler">Whether it is hidden at first.</param>
internal sealed record InputMedia(NamedFile? File, string Type, FormattedText Caption, bool IsAbove, bool HasSpoiler)
{
    /// <summary>Kinds that Telegram takes and this bot may not send: what they are called in its refusal.</summary>
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal) { ["live_photo"] = "photos", ["video"] = "videos", ["animation"] = "animations", ["audio"] = "music" };

    /// <summary>Reads its fields, in the server's order.</summary>
    public static InputMedia Read(JsonElement media, ApiParameters call, bool isAlbum) => ApiParameters.Read(() => Parse(media, call, isAlbum), "InputMedia");

    /// <exception cref="TelegramRefusal">This bot may not send such media.</exception>
    public NamedFile Allowed() => File ?? throw TelegramRefusal.BadRequest($"not enough rights to send {Others[Type]} to the chat");

    private static InputMedia Parse(JsonElement media, ApiParameters call, bool isAlbum)
    {
        if (media.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableFieldException("expected an Object");
        }

        var caption = ReadCaption(media);
        var isAbove = media.Flag("show_caption_above_media");
        var hasSpoiler = media.Flag("has_spoiler");
        var type = media.RequiredText("type");
        var file = NamedFile.Of(call, media.Text("media"), "", type == "photo") ?? throw new UnreadableFieldException("media not found");
        return type is "photo" or "document" ? new InputMedia(file, type, caption, isAbove, hasSpoiler)
            : type == "animation" && isAlbum ? throw new UnreadableFieldException("type \"animation\" can't be used in sendMediaGroup")
            : Others.ContainsKey(type) ? new InputMedia(null, type, caption, isAbove, hasSpoiler)
            : throw new UnreadableFieldException($"type \"{type}\" is unsupported");
    }

    private static FormattedText ReadCaption(JsonElement media)
    {
        var (text, mode) = (media.Text("caption") ?? "", media.Text("parse_mode"));
        try
        {
            return MessageText.Parse(text, mode, () => GivenEntities.Read(media.TryGetProperty("caption_entities", out var entities) ? entities : null));
        }
        catch (TelegramRefusal refusal)
        {
            var why = refusal.Message["Bad Request: ".Length..];
            throw new UnreadableFieldException(char.ToUpperInvariant(why[0]) + why[1..]);
        }
    }
}
