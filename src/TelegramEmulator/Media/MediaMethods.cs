using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Messages;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>The Bot API's methods that send photos and documents.</summary>
internal sealed class MediaMethods(ChatBook chats, FileReader files, MessageSending sending, EphemeralMethods ephemeral)
{
    private const int MaxAlbum = 10;

    private long _lastGroup;

    /// <summary><c>sendPhoto</c>.</summary>
    public ValueTask<ApiAnswer> SendPhotoAsync(ApiParameters parameters, CancellationToken cancellationToken) => SendAsync(parameters, "photo", cancellationToken);

    /// <summary><c>sendDocument</c>.</summary>
    public ValueTask<ApiAnswer> SendDocumentAsync(ApiParameters parameters, CancellationToken cancellationToken) => SendAsync(parameters, "document", cancellationToken);

    /// <summary><c>sendMediaGroup</c>: all of it or nothing. A single one is an ordinary message; buttons are ignored, as by Telegram.</summary>
    public async ValueTask<ApiAnswer> SendGroupAsync(ApiParameters parameters, CancellationToken cancellationToken)
    {
        var reply = ReplyParameters.Parse(parameters);
        var given = parameters.Has("media") ? parameters.Json("media", "media") : throw TelegramRefusal.BadRequest("parameter \"media\" is required");
        var media = given is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(item => InputMedia.Read(item, parameters, isAlbum: true)).ToList()
            : throw TelegramRefusal.BadRequest("expected an Array of InputMedia");
        var (room, message) = sending.Start(parameters, reply);
        var filled = media.ConvertAll(item =>
        {
            files.Check(item.Allowed());
            return Filled(message, MessageText.CheckedCaption(item.Caption, chats), item);
        });
        Check(media);
        var read = await FilesAsync(media, cancellationToken);

        // Telegram's own are of this length.
        var group = media.Count == 1 ? null : (13_000_000_000_000_000 + Interlocked.Increment(ref _lastGroup)).ToString(CultureInfo.InvariantCulture);
        return ApiAnswer.OfAlbum(sending.PutAll(parameters, room, [.. read.Select((file, place) => file.In(filled[place]) with { MediaGroupId = group })]));
    }

    /// <summary>The message with the caption of a medium.</summary>
    public static Message Filled(Message message, FormattedText caption, InputMedia media) => MessageText.WithCaption(message, caption, media.IsAbove) with { HasMediaSpoiler = media.HasSpoiler ? true : null };

    private async ValueTask<ApiAnswer> SendAsync(ApiParameters parameters, string kind, CancellationToken cancellationToken)
    {
        var named = NamedFile.Of(parameters, parameters.Text(kind), kind, kind == "photo") ?? throw TelegramRefusal.BadRequest($"there is no {kind} in the request");
        var media = new InputMedia(named, kind, Caption.Parse(parameters), kind == "photo" && parameters.Flag("show_caption_above_media"), parameters.Flag("has_spoiler"));
        var reply = ReplyParameters.Parse(parameters);
        var markup = ReplyMarkup.Parse(parameters);
        var target = parameters.OlderServer ? null : ephemeral.Target(parameters);
        var (room, message) = sending.Start(parameters, reply, target?.Room);
        message = markup?.On(message, room) ?? message;
        files.Check(named);
        var caption = MessageText.CheckedCaption(media.Caption, chats);
        var file = await files.ReadAsync(named, cancellationToken);
        message = file.In(Filled(message, caption, media));
        return target is not null ? ephemeral.Send(target, message) : ApiAnswer.Of(sending.Put(parameters, room, message, markup), sent: true);
    }

    private static void Check(List<InputMedia> media)
    {
        if (media.Count is 0 or > MaxAlbum)
        {
            throw TelegramRefusal.BadRequest(media.Count == 0 ? "there are no messages to send" : "too many messages to send as an album");
        }

        if (media.Exists(item => item.IsAbove != media[0].IsAbove))
        {
            throw TelegramRefusal.BadRequest("parameter show_caption_above_media must be the same for all messages");
        }

        if (media.Exists(item => item.Type != media[0].Type))
        {
            throw TelegramRefusal.BadRequest("document can't be mixed with other media types");
        }
    }

    /// <summary>Every file is read before the first is sent, so that a refused one sends nothing.</summary>
    private async Task<List<KeptFile>> FilesAsync(List<InputMedia> media, CancellationToken cancellationToken)
    {
        var read = new List<KeptFile>();
        foreach (var named in media.Select(item => item.Allowed()))
        {
            try
            {
                read.Add(await files.ReadAsync(named, cancellationToken));
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
