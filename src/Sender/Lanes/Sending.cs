using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Ledger;

namespace PhStudio.Messaging.Sender.Lanes;

/// <summary>Sends one ordered message: its text, cut into parts where it is long, each with an entry of its own in the ledger.</summary>
internal sealed class Sending(Wording wording, ILedger ledger, PartSending part)
{
    /// <summary>Sends what of it is not sent yet.</summary>
    public async Task<Result> Send(ConsumeContext<SendMessage> context, long? place)
    {
        var order = context.Message;
        if (context.WasReplayed())
        {
            await ForgetFailure(order.MessageId);
        }

        Text text;
        try
        {
            text = await wording.Of(order);
        }
        catch (UnwritableException unwritable)
        {
            return await part.Fail(new LedgerKey(order.MessageId), unwritable.Reason, unwritable.Message, attempts: 0);
        }

        var parts = text.Parts;
        return parts.Count switch
        {
            1 => await part.Send(context, new LedgerKey(order.MessageId), text, isLast: true, place),
            > Splitting.MostParts => await part.Fail(new LedgerKey(order.MessageId), FailureReason.TooLong, $"longer than {Splitting.MostParts} messages", attempts: 0),
            _ => await SendParts(context, parts, place),
        };
    }

    /// <summary>What an earlier delivery of it came to; null where none has left a trace. For an order whose time is over, but which may be in its chat all the same.</summary>
    public async Task<Result?> Outcome(ConsumeContext<SendMessage> context)
    {
        foreach (var key in Keys(context.Message.MessageId))
        {
            if (await ledger.Find(key) is { State: not EntryState.Open } && await part.Known(context, key) is { } known)
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>What was sent of it stays sent, and what is unknown waits for its own choice.</summary>
    private async Task ForgetFailure(Guid messageId)
    {
        foreach (var key in Keys(messageId))
        {
            if (await ledger.Find(key) is { State: EntryState.Failed })
            {
                await ledger.Reopen(key);
            }
        }
    }

    private async Task<Result> SendParts(ConsumeContext<SendMessage> context, IReadOnlyList<Text> parts, long? place)
    {
        var whole = new LedgerKey(context.Message.MessageId);
        if (await ledger.Find(whole) is { State: EntryState.Sent or EntryState.Failed } && await part.Known(context, whole) is { } known)
        {
            return known;
        }

        Result.Sent? last = null;
        var ids = new List<long>(parts.Count);
        (string Remark, string? Why)? changed = null;
        for (var i = 0; i < parts.Count; i++)
        {
            switch (await part.Send(context, whole with { Part = i + 1 }, parts[i], isLast: i == parts.Count - 1, place))
            {
                case Result.Sent sent:
                    (last, place) = (sent, sent.IsNews ? null : place);
                    if (sent.Delivery.TelegramMessageId > 0)
                    {
                        ids.Add(sent.Delivery.TelegramMessageId);
                    }

                    changed ??= sent.Delivery.Remark is { } remark ? (remark, sent.Delivery.Why) : null;
                    break;
                case Result.Failed failed:
                    await ledger.Failed(whole, failed.Reason);
                    return failed;
                case var other:
                    return other;
            }
        }

        // What was done to one part to get it through is said of the whole.
        var delivery = last!.Delivery with { Remark = changed?.Remark, Why = changed?.Why };
        await ledger.Sent(whole, delivery);
        return last with { Delivery = delivery, IsNews = true, Parts = ids };
    }

    /// <summary>The entries that a message may have: of the whole, and of each part.</summary>
    public static IEnumerable<LedgerKey> Keys(Guid messageId) => Enumerable.Range(0, Splitting.MostParts + 1).Select(part => new LedgerKey(messageId, part));
}
