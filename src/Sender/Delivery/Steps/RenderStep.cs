using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Templates;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>The text, as it was given or from its template, and with the photos the parts in which it goes out.</summary>
internal sealed class RenderStep(MessageRenderer renderer, RecipientLanguages languages, TemplateLibrary templates, KnownDeliveries known, ILedger ledger)
{
    public async Task<bool> RunAsync(MessageDelivery delivery)
    {
        try
        {
            delivery.Parts = MessageLayout.Of(delivery.Order, await renderer.OfAsync(delivery.Order));
            return delivery.Parts.Count == 1 || delivery.Order is not { Template: not null, Language: null } || await NamesLanguageAsync(delivery);
        }
        catch (UnrenderableException unwritable)
        {
            return delivery.End(await known.FailAsync(delivery, unwritable.Reason, unwritable.Message));
        }
    }

    /// <summary>Another choice between two parts would make other parts of it: the same order with its language takes its place, before a part is sent.</summary>
    private async Task<bool> NamesLanguageAsync(MessageDelivery delivery)
    {
        var order = delivery.Order;
        // Or that one waits for this.
        delivery.Hold?.Dispose();
        delivery.Hold = null;
        await delivery.Consume.ReplaceAsync(order with { Language = await languages.OfAsync(order.Language, order.ChatId) ?? templates.DefaultLanguage });
        return delivery.End(new DeliveryResult.Superseded());
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
        // Below a message that is there no second part can stand, and the old text would say what is over.
        delivery.Text = isKnownAsPlain ? text.PlainWithin(delivery.Target!.MaxText) : text.Within(delivery.Target!.MaxText);
        return true;
    }
}
