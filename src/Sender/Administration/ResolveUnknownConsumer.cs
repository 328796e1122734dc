using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Ledger;

namespace PhStudio.Messaging.Sender.Administration;

/// <summary>
/// Carries out an operator's choice for an unknown message. The kept order is taken out last, so that a process that dies in between leaves the choice open;
/// the same choice again finds nothing kept and does nothing.
/// </summary>
internal sealed class ResolveUnknownConsumer(ILedger ledger, TimeProvider time) : IConsumer<ResolveUnknown>
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
            for (var part = 0; part <= Splitting.MostParts; part++)
            {
                await ledger.Reopen(new LedgerKey(id, part));
            }

            await context.Publish(order);
        }
        else
        {
            var taken = new Delivery(order.ChatId, TelegramMessageId: 0, time.GetUtcNow(), "taken_as_delivered");
            await ledger.Sent(new LedgerKey(id), taken);
            await context.Publish(new MessageSent
            {
                MessageId = id, ChatId = taken.ChatId, TelegramMessageId = 0, SentAt = taken.At, Remark = taken.Remark, BookingId = order.BookingId,
            });
        }

        await ledger.Unpark(id);
    }
}
