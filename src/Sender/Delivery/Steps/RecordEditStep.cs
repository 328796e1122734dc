using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>What came of the request to edit, and what the ledger is to know for the next one.</summary>
internal sealed class RecordEditStep(ILedger ledger, DeliveryOptions options, TimeProvider time)
{
    public async Task RunAsync(EditDelivery delivery)
    {
        if (delivery.Result is not null)
        {
            return;
        }

        var (target, text) = (delivery.Target!, delivery.Text!);
        delivery.Requests = delivery.Outcome is null ? delivery.Requests : Math.Max(delivery.Requests, delivery.Attempt);
        switch (delivery.Outcome)
        {
            case null:
                break; // The same again.
            case TelegramOutcome.NotModified or TelegramOutcome.Delivered:
                delivery.End(new DeliveryResult.Delivered(new DeliveredMessage(delivery.ChatId, target.TelegramMessageId, time.GetUtcNow(), text.IsShortened ? "shortened" : null), delivery.Attempt));
                break;
            // The number of requests is bounded, whatever fails.
            case not null when delivery.Requests >= options.MaxAttempts && !delivery.Consume.WasReplayed():
                var last = DeliveryResult.Failed.Of(delivery.Outcome, delivery.Requests);
                delivery.End(last with { Detail = $"given up after {delivery.Requests} requests; the last answer: {last.Detail}" });
                break;
            case TelegramOutcome.MalformedMarkup when text.TelegramParseMode is not null:
                // It may have to come back before its next request: then it is plain at once.
                await ledger.LearnAsync(new LedgerKey(delivery.Order.MessageId), Learned.PlainText);
                delivery.Text = text.PlainWithin(target.MaxText);
                delivery.Restart(delivery.Place);
                break;
            // It is not known as a photo: it was sent by others, or its entry has expired.
            case TelegramOutcome.Permanent { Description: var why } when !target.IsCaption && ErrorTexts.IsCaption(why):
                // Of the message, not of this edit: it may have to come back, and later edits ask right at once.
                await ledger.LearnAsync(new LedgerKey(delivery.Order.TargetMessageId), Learned.Caption);
                delivery.Target = target with { IsCaption = true };
                delivery.Text = text.Within(delivery.Target.MaxText);
                delivery.Restart(delivery.Place);
                break;
            case TelegramOutcome.Transient or TelegramOutcome.Ambiguous or TelegramOutcome.Conflict:
                delivery.End(new DeliveryResult.Retry(delivery.Outcome.GetType().Name, delivery.Attempt));
                break;
            default:
                delivery.End(DeliveryResult.Failed.Of(delivery.Outcome, delivery.Attempt));
                break;
        }
    }
}
