using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Messages;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>The Bot API's methods that change a photo and what stands below it.</summary>
internal sealed class MediaEdits(EditMethods edits, PhotoReader photos)
{
    /// <summary><c>editMessageCaption</c>.</summary>
    public ApiAnswer EditCaption(ApiParameters parameters)
    {
        var markup = ReplyMarkup.Parse(parameters);
        var caption = Caption.Parse(parameters);
        return edits.Change(parameters, (room, message) => message.Photo is null
            ? throw TelegramRefusal.BadRequest("there is no caption in the message to edit")
            : PhotoMethods.WithCaption(message, edits.CheckedCaption(caption), parameters) with { ReplyMarkup = Buttons(message, markup?.OnlyInline(room)) });
    }

    /// <summary><c>editMessageMedia</c>, a photo by another one.</summary>
    public async ValueTask<ApiAnswer> EditMediaAsync(ApiParameters parameters, CancellationToken cancellationToken)
    {
        var markup = ReplyMarkup.Parse(parameters);
        if (parameters.Json("media", "media") is not { ValueKind: JsonValueKind.Object } given)
        {
            throw TelegramRefusal.BadRequest("media is not specified");
        }

        var media = InputMedia.Read(given, parameters);
        var caption = Caption.Parse(media);
        var photo = await photos.ReadAsync(media, media.Text("media")!, cancellationToken);
        return edits.Change(parameters, (room, message) => message.Photo is null
            ? throw TelegramRefusal.BadRequest("message can't be edited")
            : PhotoMethods.With(message, photo, edits.CheckedCaption(caption), media) with { ReplyMarkup = Buttons(message, markup?.OnlyInline(room)) });
    }

    /// <summary>What stands in an album has no buttons.</summary>
    private static InlineKeyboardMarkup? Buttons(Message message, InlineKeyboardMarkup? markup) => message.MediaGroupId is null ? markup : null;
}
