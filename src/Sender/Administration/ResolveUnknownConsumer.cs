using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Lanes;
using PhStudio.Messaging.Sender.Ledger;

namespace PhStudio.Messaging.Sender.Administration;

/// <summary>
/// Carries out an operator's choice for an unknown message. The kept order is taken out last, so that a process that dies in between leaves the choice open;
/// the same choice again finds nothing kept and does nothing.
/// </summary>
internal sealed class ResolveUnknownConsumer(ILedger ledger, ISentNotes notes, TimeProvider time) : IConsumer<ResolveUnknown>
{
    public async Task Consume(ConsumeContext<ResolveUnknown> context)
    {
        var id = context.Message.MessageId;
        if (await ledger.Parked(id) is not { } kept || JsonSerializer.Deserialize<SendMessage>(kept) is not { } order)
        {
            return;
        }

        if (context.Message.Resend)
        {
            foreach (var key in Sending.Keys(id))
            {
                await ledger.Reopen(key);
            }

            await context.Publish(order);
        }
        else
        {
            await TakeAsDelivered(context, order);
        }

        await ledger.Unpark(id);
    }

    /// <summary>Of a message in parts only the unknown one is taken as delivered: the order goes on with the parts after it.</summary>
    private async Task TakeAsDelivered(ConsumeContext context, SendMessage order)
    {
        var taken = new Delivery(order.ChatId, TelegramMessageId: 0, time.GetUtcNow(), "taken_as_delivered");
        var isInParts = false;
        foreach (var key in Sending.Keys(order.MessageId).Where(key => key.Part > 0))
        {
            var entry = await ledger.Find(key);
            isInParts |= entry is not null;
            if (entry is { State: EntryState.Unknown })
            {
                await ledger.Sent(key, taken);
            }
        }

        if (isInParts)
        {
            await context.Publish(order);
            return;
        }

        await ledger.Sent(new LedgerKey(order.MessageId), taken);
        var sent = new MessageSent
        {
            MessageId = order.MessageId, ChatId = taken.ChatId, TelegramMessageId = 0, SentAt = taken.At, Remark = taken.Remark, BookingId = order.BookingId,
        };
        await notes.NoteAsync(context, sent);
        await context.Publish(sent);
    }
}
