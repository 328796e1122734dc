using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Sends a message that does not fit into one call in parts, each with an entry of its own in the ledger, and makes one result of theirs.</summary>
internal sealed class PartsStep(ILedger ledger, KnownDeliveries known)
{
    /// <summary>Ends a message in parts whose end the ledger knows, or that may be in its chat as one message, and one whose parts began as those of another text.</summary>
    public async Task<bool> RunAsync(MessageDelivery delivery)
    {
        if (delivery.Parts.Count == 1 && delivery.Consume.MayBeInParts() && !await FitsAsync(delivery))
        {
            return false;
        }

        return delivery.Parts.Count == 1
            || await ledger.FindAsync(delivery.Whole) is null or { State: EntryState.Open }
            || await known.LookAsync(delivery, delivery.Whole) is not { } result
            || delivery.End(result);
    }

    /// <summary>What is one message now and began in parts before: its photos may be in the chat, which the text then follows; any other part says something else.</summary>
    private async Task<bool> FitsAsync(MessageDelivery delivery)
    {
        var first = delivery.Whole with { Part = 1 };
        if (await ledger.FindAsync(first) is null or { State: EntryState.Open or EntryState.Failed } || await known.LookAsync(delivery, first) is not { } result)
        {
            return true;
        }

        // What is whole in its chat, or was taken back, stays so, whatever its text is by now.
        if (await ledger.FindAsync(delivery.Whole) is { State: EntryState.Sent or EntryState.Failed } entry && !(delivery.Consume.WasReplayed() && entry.IsReopened) && await known.LookAsync(delivery, delivery.Whole) is { } whole)
        {
            return delivery.End(whole);
        }

        if (result is not DeliveryResult.Duplicate { Delivery: var sent })
        {
            return delivery.End(result);
        }

        if (delivery.Part is { Photos.Count: > 0, Text.Value.Length: > 0 } only && (only with { Text = only.Text with { Value = "" } }).Hash == sent.Content)
        {
            delivery.Parts = MessageLayout.Of(delivery.Order, only.Text, isApart: true);
            return true;
        }

        return await EndOtherwiseAsync(delivery, result);
    }

    /// <summary>The rest of it belongs to another text: sent after what is in the chat, something would be missing or there twice.</summary>
    private async Task<bool> EndOtherwiseAsync(MessageDelivery delivery, DeliveryResult part)
    {
        var reason = delivery.Order.Template is null ? FailureReason.Invalid : FailureReason.Template;
        await ledger.FailedAsync(delivery.Whole, reason);
        return delivery.End(new DeliveryResult.Failed(
            reason,
            $"part {Math.Max(1, delivery.Key.Part)} is in its chat and its text is another one by now, as after a change of its template: the rest is not sent",
            part is DeliveryResult.Duplicate { Attempts: var attempts } ? attempts : 0));
    }

    /// <summary>Looks whether the message was taken back, when a part is claimed and before it is sent: who takes it back settles the whole and then looks at the parts (docs/decisions/0378).</summary>
    public async Task<bool> GoesOnAsync(MessageDelivery delivery)
    {
        if (delivery.Parts.Count == 1 || await ledger.FindAsync(delivery.Whole) is not { State: EntryState.Failed, Reason: FailureReason.Cancelled })
        {
            return true;
        }

        await ledger.GiveBackAsync(delivery.Key, delivery.EvenUnknown);
        delivery.FreeSlot();
        // Where an earlier request for this part had no answer, it may be in the chat.
        return delivery.End(delivery.EvenUnknown
            ? new DeliveryResult.Unknown(delivery.Attempt, IsNews: true)
            : new DeliveryResult.Failed(FailureReason.Cancelled, Detail: null, delivery.Attempt, IsNews: false));
    }

    /// <summary>A part came to its end: the next one follows, or the message has its result.</summary>
    public async Task EndAsync(MessageDelivery delivery, DeliveryResult part)
    {
        switch (part)
        {
            case var only when delivery.Parts.Count == 1:
                delivery.End(only);
                break;
            case DeliveryResult.Delivered delivered:
                await AddAsync(delivery, delivered.Delivery, delivered.Attempts, isDuplicate: false);
                break;
            case DeliveryResult.Duplicate { Delivery.Content: { } content } when content != delivery.Part.Hash:
                await EndOtherwiseAsync(delivery, part);
                break;
            case DeliveryResult.Duplicate duplicate:
                await AddAsync(delivery, duplicate.Delivery, duplicate.Attempts, isDuplicate: true);
                break;
            case DeliveryResult.Failed failed:
                await ledger.FailedAsync(delivery.Whole, failed.Reason);
                delivery.End(failed);
                break;
            default:
                delivery.End(part);
                break;
        }
    }

    private async Task AddAsync(MessageDelivery delivery, DeliveredMessage part, int attempts, bool isDuplicate)
    {
        if (part.TelegramMessageId > 0)
        {
            delivery.SentIds.AddRange(part.TelegramMessageIds);
        }

        delivery.Changed ??= part.Remark is { } remark ? (remark, part.Why) : null;
        if (!delivery.IsLastPart)
        {
            delivery.NextPart(keepsPlace: isDuplicate);
            return;
        }

        // What was done to one part to get it through is said of the whole.
        var whole = part with { Remark = delivery.Changed?.Remark, Why = delivery.Changed?.Why };
        await ledger.SentAsync(delivery.Whole, whole);
        delivery.End(new DeliveryResult.Delivered(whole, attempts, delivery.SentIds));
    }
}
