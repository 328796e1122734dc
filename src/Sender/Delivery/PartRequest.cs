using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>The call of Telegram that a part is sent by.</summary>
internal static class PartRequest
{
    // The next attempt finds it, or finds that it is gone.
    private static readonly TelegramResponse Unread = new TelegramResponse.NotSent("an uploaded photo could not be read");

    public static async Task<TelegramResponse> SendAsync(TelegramClient telegram, PhotoSources sources, string chatId, SendMessage order, Variant variant, bool isLast, bool isPaid)
    {
        if (variant.Part.Photos.Count == 0)
        {
            return await telegram.SendMessageAsync(Text(chatId, order, variant, isLast, isPaid));
        }

        try
        {
            return await sources.OfAsync(variant.Part.Photos) switch
            {
                null => Unread,
                ([var photo], var files) => await telegram.SendPhotoAsync(Photo(photo, chatId, order, variant, isLast, isPaid), files),
                var (media, files) => await telegram.SendMediaGroupAsync(Album(media, chatId, order, variant, isPaid), files),
            };
        }
        catch (Exception away) when (RedisAvailability.IsFailure(away))
        {
            return Unread;
        }
    }

    private static SendMessageCall Text(string chatId, SendMessage order, Variant variant, bool isLast, bool isPaid) => new()
    {
        ChatId = chatId,
        Text = variant.Part.Text.Value,
        ParseMode = ParseMode(variant),
        ReplyMarkup = isLast ? order.ReplyMarkup : null,
        MessageThreadId = Thread(variant),
        DisableNotification = order.Silent,
        ProtectContent = order.ProtectContent,
        LinkPreviewOptions = order.LinkPreviewOptions ?? LinkPreviewOptions.OffJson,
        ReplyParameters = variant.Reply,
        Entities = Entities(order, variant),
        AllowPaidBroadcast = isPaid,
    };

    private static SendPhotoCall Photo(string photo, string chatId, SendMessage order, Variant variant, bool isLast, bool isPaid) => new()
    {
        ChatId = chatId,
        Photo = photo,
        Caption = Caption(variant),
        ParseMode = ParseMode(variant),
        CaptionEntities = Entities(order, variant),
        ReplyMarkup = isLast ? order.ReplyMarkup : null,
        MessageThreadId = Thread(variant),
        DisableNotification = order.Silent,
        ProtectContent = order.ProtectContent,
        ReplyParameters = variant.Reply,
        AllowPaidBroadcast = isPaid,
    };

    private static SendMediaGroupCall Album(IReadOnlyList<string> media, string chatId, SendMessage order, Variant variant, bool isPaid) => new()
    {
        ChatId = chatId,
        // Telegram's apps show the caption of the first below the whole album.
        Media = [.. media.Select((photo, place) => place > 0 ? new InputMediaPhoto(photo) : new InputMediaPhoto(photo, Caption(variant), ParseMode(variant), Entities(order, variant)))],
        MessageThreadId = Thread(variant),
        DisableNotification = order.Silent,
        ProtectContent = order.ProtectContent,
        ReplyParameters = variant.Reply,
        AllowPaidBroadcast = isPaid,
    };

    private static string? Caption(Variant variant) => variant.Part.Text.Value is { Length: > 0 } caption ? caption : null;

    private static string? ParseMode(Variant variant) => variant.HasEntities || variant.Part.Text.Value.Length == 0 ? null : variant.Part.Text.TelegramParseMode;

    private static JsonElement? Entities(SendMessage order, Variant variant) => variant.HasEntities ? order.Entities : null;

    /// <summary>General, topic 1, must be left out (docs/telegram.md 31).</summary>
    private static int? Thread(Variant variant) => variant.ThreadId is 1 ? null : variant.ThreadId;
}
