using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Makes the request, in the chat where the ordered one is now.</summary>
internal sealed class SendStep(TelegramClient telegram, PhotoSources sources, DeliveryOptions options)
{
    public async Task RunAsync(MessageDelivery delivery) =>
        delivery.Response = await PartRequest.SendAsync(telegram, sources, delivery.ChatId, delivery.Order, delivery.Variant!, delivery.IsLastPart, options.AllowPaidBroadcast);

    public async Task RunAsync(EditDelivery delivery)
    {
        var (order, target, text) = (delivery.Order, delivery.Target!, delivery.Text!);
        delivery.Response = target.IsCaption
            ? await telegram.EditMessageCaptionAsync(new EditMessageCaptionCall
            {
                ChatId = delivery.ChatId, MessageId = target.TelegramMessageId, Caption = text.Value, ParseMode = text.TelegramParseMode, ReplyMarkup = target.IsAlbum ? null : order.ReplyMarkup,
            })
            : await telegram.EditMessageTextAsync(new EditMessageTextCall
            {
                ChatId = delivery.ChatId, MessageId = target.TelegramMessageId, Text = text.Value, ParseMode = text.TelegramParseMode, ReplyMarkup = order.ReplyMarkup,
            });
    }
}
