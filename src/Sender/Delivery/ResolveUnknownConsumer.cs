using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Carries out an operator's choice for an unknown message. The kept order is taken out last, so that a process that dies in between leaves the choice open;
/// the same choice again finds nothing kept and does nothing.
/// </summary>
internal sealed class ResolveUnknownConsumer(ILedger ledger, ISentNotes notes, TimeProvider time) : IConsumer<ResolveUnknown>
{
    public async Task Consume(ConsumeContext<ResolveUnknown> context)
    {
        var id = context.Message.MessageId;
        if (await ledger.ParkedAsync(id) is not { } kept || JsonSerializer.Deserialize<SendMessage>(kept) is not { } order)
        {
            return;
        }

        if (context.Message.Resend)
        {
            foreach (var key in LedgerEntries.Of(id))
            {
                await ledger.ReopenAsync(key);
            }

            await GoOnAsync(context, order);
        }
        else
        {
            await TakeAsDeliveredAsync(context, order);
        }

        await ledger.UnparkAsync(id);
    }

    // While Redis is away it must wait: its ledger entries are there.
    private static Task GoOnAsync(ConsumeContext context, SendMessage order) => context.Publish(order, sending => sending.MarkBegun());

    /// <summary>Of a message in parts only the unknown one is taken as delivered: the order goes on with the parts after it.</summary>
    private async Task TakeAsDeliveredAsync(ConsumeContext context, SendMessage order)
    {
        var taken = new DeliveredMessage(order.ChatId, TelegramMessageId: 0, time.GetUtcNow(), "taken_as_delivered");
        var isInParts = false;
        foreach (var key in LedgerEntries.Of(order.MessageId).Where(key => key.Part > 0))
        {
            var entry = await ledger.FindAsync(key);
            isInParts |= entry is not null;
            if (entry is { State: EntryState.Unknown })
            {
                await ledger.SentAsync(key, taken);
            }
        }

        if (isInParts)
        {
            await GoOnAsync(context, order);
            return;
        }

        await ledger.SentAsync(new LedgerKey(order.MessageId), taken);
        var sent = new MessageSent
        {
            MessageId = order.MessageId, ChatId = taken.ChatId, TelegramMessageId = 0, SentAt = taken.At, Remark = taken.Remark, BookingId = order.BookingId,
            Template = order.Template, OrderedAt = order.CreatedAt,
        };
        await notes.NoteAsync(context, sent);
        await context.Publish(sent);
    }
}
