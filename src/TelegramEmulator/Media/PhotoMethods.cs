using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Messages;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>The Bot API's methods that send photos.</summary>
internal sealed class PhotoMethods(ChatBook chats, PhotoReader photos, MessageSending sending, EphemeralMethods ephemeral)
{
    private const int MaxAlbum = 10;

    private long _lastGroup;

    /// <summary><c>sendPhoto</c>.</summary>
    public async ValueTask<ApiAnswer> SendAsync(ApiParameters parameters, CancellationToken cancellationToken)
    {
        // Telegram looks at the photo first, then at its caption, then at the chat.
        var photo = parameters.File("photo") is { } file ? photos.Uploaded(file.Content)
            : parameters.Text("photo") is { Length: > 0 } named ? await photos.ReadAsync(parameters, named, cancellationToken)
            : throw TelegramRefusal.BadRequest("there is no photo in the request");
        var caption = Caption.Parse(parameters);
        var reply = ReplyParameters.Parse(parameters);
        var markup = ReplyMarkup.Parse(parameters);
        var target = parameters.OlderServer ? null : ephemeral.Target(parameters);
        var (room, message) = sending.Start(parameters, reply, target?.Room);
        message = message with { ReplyMarkup = markup?.Buttons(room), ForcesReply = markup?.ForcesReply == true };
        message = With(message, photo, MessageText.CheckedCaption(caption, chats), parameters);
        return target is not null ? ephemeral.Send(target, message) : ApiAnswer.Of(sending.Put(parameters, room, message, markup), sent: true);
    }

    /// <summary><c>sendMediaGroup</c>: all of it or nothing. A single photo is an ordinary message; buttons are ignored, as by Telegram.</summary>
    public async ValueTask<ApiAnswer> SendGroupAsync(ApiParameters parameters, CancellationToken cancellationToken)
    {
        var media = parameters.Json("media", "media") is not { } given ? throw TelegramRefusal.BadRequest("parameter \"media\" is required")
            : given.ValueKind != JsonValueKind.Array ? throw TelegramRefusal.BadRequest("expected an Array of InputMedia")
            : given.GetArrayLength() switch
            {
                0 => throw TelegramRefusal.BadRequest("there are no messages to send"),
                > MaxAlbum => throw TelegramRefusal.BadRequest("too many messages to send as an album"),
                _ => given.EnumerateArray().Select(item => InputMedia.Read(item, parameters)).ToList(),
            };
        var parsed = media.Select(Caption.Parse).ToList();
        var (room, message) = sending.Start(parameters, ReplyParameters.Parse(parameters));
        var captions = parsed.ConvertAll(caption => MessageText.CheckedCaption(caption, chats));
        var read = await PhotosAsync(media, cancellationToken);

        // Telegram's own are of this length.
        var group = media.Count == 1 ? null : (13_000_000_000_000_000 + Interlocked.Increment(ref _lastGroup)).ToString(CultureInfo.InvariantCulture);
        return ApiAnswer.OfAlbum(sending.PutAll(parameters, room, [.. read.Select((photo, place) => With(message, photo, captions[place], media[place]) with { MediaGroupId = group })]));
    }

    /// <summary>The message with this photo in place of what it shows.</summary>
    public static Message With(Message message, KeptPhoto photo, FormattedText caption, ApiParameters parameters) => WithCaption(message, caption, parameters) with
    {
        Photo = photo.Sizes,
        HasMediaSpoiler = parameters.Flag("has_spoiler") ? true : null,
    };

    public static Message WithCaption(Message message, FormattedText caption, ApiParameters parameters) => message with
    {
        Caption = caption.Text.Length == 0 ? null : caption.Text,
        CaptionEntities = caption.Entities.Count == 0 ? null : caption.Entities,
        ShowCaptionAboveMedia = Caption.IsAbove(parameters),
    };

    /// <summary>Every photo is read before the first is sent, so that a refused one sends nothing.</summary>
    private async Task<List<KeptPhoto>> PhotosAsync(List<ApiParameters> media, CancellationToken cancellationToken)
    {
        var read = new List<KeptPhoto>();
        foreach (var item in media)
        {
            try
            {
                read.Add(await photos.ReadAsync(item, item.Text("media")!, cancellationToken));
            }
            catch (TelegramRefusal refusal) when (media.Count > 1)
            {
                var why = refusal.Message["Bad Request: ".Length..];
                throw TelegramRefusal.BadRequest($"failed to send message #{read.Count + 1} with the error message \"{char.ToUpperInvariant(why[0])}{why[1..]}\"");
            }
        }

        return read;
    }
}
