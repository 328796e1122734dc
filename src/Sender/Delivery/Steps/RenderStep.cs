using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>The text, as it was given or from its template, and with the photos the parts in which it goes out.</summary>
internal sealed class RenderStep(MessageRenderer renderer, ILedger ledger)
{
    public async Task<bool> RunAsync(MessageDelivery delivery)
    {
        try
        {
            delivery.Parts = MessageLayout.Of(delivery.Order, await renderer.OfAsync(delivery.Order));
            return true;
        }
        catch (UnrenderableException unwritable)
        {
            await ledger.FailedAsync(delivery.Whole, unwritable.Reason);
            return delivery.End(new DeliveryResult.Failed(unwritable.Reason, unwritable.Message, Attempts: 0));
        }
    }

    public async Task<bool> RunAsync(EditDelivery delivery)
    {
        Text text;
        try
        {
            text = await renderer.OfAsync(delivery.Order, delivery.ChatId);
        }
        catch (UnrenderableException unwritable)
        {
            return delivery.End(new DeliveryResult.Failed(unwritable.Reason, unwritable.Message, Attempts: 0));
        }

        var isKnownAsPlain = !delivery.IsFirst && await ledger.FindAsync(new LedgerKey(delivery.Order.MessageId)) is { Learned: var learned } && learned.HasFlag(Learned.PlainText);
        delivery.Text = isKnownAsPlain ? text.Plain : text;
        return true;
    }
}
