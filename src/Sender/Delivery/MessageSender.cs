using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>Sends one ordered message: its photos and its text, in parts where they do not fit into one, each with an entry of its own in the ledger.</summary>
internal sealed class MessageSender(MessageRenderer renderer, ILedger ledger, MessagePartSender part)
{
    /// <summary>Sends what of it is not sent yet.</summary>
    public async Task<DeliveryResult> SendAsync(ConsumeContext<SendMessage> context, long? place)
    {
        var order = context.Message;
        if (context.WasReplayed())
        {
            await ForgetFailureAsync(order.MessageId);
        }

        IReadOnlyList<MessagePart> parts;
        try
        {
            parts = MessageLayout.Of(order, await renderer.OfAsync(order));
        }
        catch (UnrenderableException unwritable)
        {
            return await part.FailAsync(new LedgerKey(order.MessageId), unwritable.Reason, unwritable.Message, attempts: 0);
        }

        return parts.Count == 1 ? await part.SendAsync(context, new LedgerKey(order.MessageId), parts[0], isLast: true, place) : await SendPartsAsync(context, parts, place);
    }

    /// <summary>What an earlier delivery of it came to; null where none has left a trace. For an order whose time is over, but which may be in its chat all the same.</summary>
    public async Task<DeliveryResult?> OutcomeAsync(ConsumeContext<SendMessage> context)
    {
        foreach (var key in Keys(context.Message.MessageId))
        {
            if (await ledger.FindAsync(key) is { State: not EntryState.Open } && await part.KnownAsync(context, key) is { } known)
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>What was sent of it stays sent, and what is unknown waits for its own choice.</summary>
    private async Task ForgetFailureAsync(Guid messageId)
    {
        foreach (var key in Keys(messageId))
        {
            if (await ledger.FindAsync(key) is { State: EntryState.Failed })
            {
                await ledger.ReopenAsync(key);
            }
        }
    }

    private async Task<DeliveryResult> SendPartsAsync(ConsumeContext<SendMessage> context, IReadOnlyList<MessagePart> parts, long? place)
    {
        var whole = new LedgerKey(context.Message.MessageId);
        if (await ledger.FindAsync(whole) is { State: EntryState.Sent or EntryState.Failed } && await part.KnownAsync(context, whole) is { } known)
        {
            return known;
        }

        DeliveryResult.Sent? last = null;
        var ids = new List<long>(parts.Count);
        (string Remark, string? Why)? changed = null;
        for (var i = 0; i < parts.Count; i++)
        {
            switch (await part.SendAsync(context, whole with { Part = i + 1 }, parts[i], isLast: i == parts.Count - 1, place))
            {
                case DeliveryResult.Sent sent:
                    (last, place) = (sent, sent.IsNews ? null : place);
                    if (sent.Delivery.TelegramMessageId > 0)
                    {
                        ids.AddRange(sent.Delivery.TelegramMessageIds);
                    }

                    changed ??= sent.Delivery.Remark is { } remark ? (remark, sent.Delivery.Why) : null;
                    break;
                case DeliveryResult.Failed failed:
                    await ledger.FailedAsync(whole, failed.Reason);
                    return failed;
                case var other:
                    return other;
            }
        }

        // What was done to one part to get it through is said of the whole.
        var delivery = last!.Delivery with { Remark = changed?.Remark, Why = changed?.Why };
        await ledger.SentAsync(whole, delivery);
        return last with { Delivery = delivery, IsNews = true, Parts = ids };
    }

    /// <summary>The entries that a message may have: of the whole, and of each part.</summary>
    public static IEnumerable<LedgerKey> Keys(Guid messageId) => Enumerable.Range(0, MessageLayout.MaxParts + 1).Select(part => new LedgerKey(messageId, part));
}
