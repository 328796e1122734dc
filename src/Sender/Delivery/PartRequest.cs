using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>The call of Telegram that a part is sent by.</summary>
internal static class PartRequest
{
    public static Task<TelegramResponse> SendAsync(TelegramClient telegram, string chatId, SendMessage order, Variant variant, bool isLast, bool isPaid) => variant.Part.Photos switch
    {
        [] => telegram.SendMessageAsync(Text(chatId, order, variant, isLast, isPaid)),
        [var photo] => telegram.SendPhotoAsync(Photo(photo, chatId, order, variant, isLast, isPaid)),
        _ => telegram.SendMediaGroupAsync(Album(chatId, order, variant, isPaid)),
    };

    private static SendMessageCall Text(string chatId, SendMessage order, Variant variant, bool isLast, bool isPaid) => new()
    {
        ChatId = chatId,
        Text = variant.Part.Text.Value,
        ParseMode = ParseMode(variant),
        ReplyMarkup = isLast ? order.ReplyMarkup : null,
        MessageThreadId = Thread(variant),
        DisableNotification = order.Silent,
        ProtectContent = order.ProtectContent,
        LinkPreviewOptions = order.LinkPreviewOptions ?? LinkPreviewOptions.JsonOf(order.Template),
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

    private static SendMediaGroupCall Album(string chatId, SendMessage order, Variant variant, bool isPaid) => new()
    {
        ChatId = chatId,
        // Telegram's apps show the caption of the first below the whole album.
        Media = [.. variant.Part.Photos.Select((photo, place) => place > 0 ? new InputMediaPhoto(photo) : new InputMediaPhoto(photo, Caption(variant), ParseMode(variant), Entities(order, variant)))],
        MessageThreadId = Thread(variant),
        DisableNotification = order.Silent,
        ProtectContent = order.ProtectContent,
        ReplyParameters = variant.Reply,
        AllowPaidBroadcast = isPaid,
    };

    private static string? Caption(Variant variant) => variant.Part.Text.Value is { Length: > 0 } caption ? caption : null;

    private static string? ParseMode(Variant variant) => variant.HasEntities || variant.Part.Text.Value.Length == 0 ? null : variant.Part.Text.TelegramParseMode;

    private static JsonElement? Entities(SendMessage order, Variant variant) => variant.HasEntities ? order.Entities : null;

    /// <summary>General (1) must be left out (docs/telegram.md 31).</summary>
    private static int? Thread(Variant variant) => variant.ThreadId is 1 ? null : variant.ThreadId;
}
