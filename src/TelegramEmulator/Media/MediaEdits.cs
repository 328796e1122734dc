using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Messages;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>The Bot API's methods that change a photo or a document and what stands below it.</summary>
internal sealed class MediaEdits(EditMethods edits, FileReader files)
{
    private const string NotEdited = "message media can't be edited";

    /// <summary><c>editMessageCaption</c>.</summary>
    public ApiAnswer EditCaption(ApiParameters parameters)
    {
        var markup = ReplyMarkup.Parse(parameters);
        var caption = Caption.Parse(parameters);
        return edits.Change(parameters, (room, message) =>
        {
            if (!HasFile(message))
            {
                throw TelegramRefusal.BadRequest("there is no caption in the message to edit");
            }

            var isAbove = message.Photo is not null && parameters.Flag("show_caption_above_media");
            return MessageText.WithCaption(message, edits.CheckedCaption(caption), isAbove) with { ReplyMarkup = Buttons(message, markup?.OnlyInline(room)) };
        });
    }

    /// <summary><c>editMessageMedia</c>: a file in place of another one, or of a text.</summary>
    public async ValueTask<ApiAnswer> EditMediaAsync(ApiParameters parameters, CancellationToken cancellationToken)
    {
        var markup = ReplyMarkup.Parse(parameters);
        var media = !parameters.Has("media") ? throw TelegramRefusal.BadRequest("parameter \"media\" is required")
            : InputMedia.Read(parameters.Json("media", "input media")!.Value, parameters, isAlbum: false);
        edits.Require(parameters, NotEdited);
        files.Check(media.Allowed());
        var file = await files.ReadAsync(media.Allowed(), cancellationToken);
        return edits.Change(parameters, (room, message) =>
        {
            var edited = file.In(MediaMethods.Filled(message, edits.CheckedCaption(media.Caption), media));
            return message.MediaGroupId is not null && (edited.Photo is null) != (message.Photo is null) ? throw TelegramRefusal.BadRequest("can't change media type in the album")
                : edited with { Text = null, Entities = null, LinkPreviewOptions = null, ReplyMarkup = Buttons(message, markup?.OnlyInline(room)) };
        }, NotEdited);
    }

    private static bool HasFile(Message message) => message.Photo is not null || message.Document is not null;

    /// <summary>What stands in an album has no buttons.</summary>
    private static InlineKeyboardMarkup? Buttons(Message message, InlineKeyboardMarkup? markup) => message.MediaGroupId is null ? markup : null;
}
