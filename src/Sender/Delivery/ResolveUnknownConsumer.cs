using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Carries out an operator's choice for an unknown message. The kept order is taken out last, so that a process that dies in between leaves the choice open;
/// the same choice again finds nothing kept and nothing unknown, and does nothing. What is sent again may be unknown by then, and kept: that stays, and another choice is needed for it (docs/decisions/0482).
/// </summary>
internal sealed class ResolveUnknownConsumer(ILedger ledger, ISentNotes notes, ErasedOrders erased, TimeProvider time) : IConsumer<ResolveUnknown>
{
    public async Task Consume(ConsumeContext<ResolveUnknown> context)
    {
        var id = context.Message.MessageId;
        var kept = await ledger.ParkedAsync(id);
        var choice = context.Message.Choice ?? context.MessageId;
        if (kept is not null && choice is not null && KeptOrder.ChoiceOf(kept) == choice)
        {
            return;
        }

        var order = kept is null ? null : KeptOrder.Read(kept);
        if (order is null)
        {
            await EndAsync(context, isErased: kept is not null);
        }
        else if (context.Message.Resend)
        {
            foreach (var key in LedgerEntries.Of(id))
            {
                await ledger.ReopenAsync(key);
            }

            await GoOnAsync(context, order, choice);
        }
        else
        {
            await TakeAsDeliveredAsync(context, order, choice);
        }

        if (kept is not null)
        {
            await ledger.UnparkAsync(id, kept);
        }
    }

    // While Redis is unavailable it must wait: its ledger entries are there.
    private static Task GoOnAsync(ConsumeContext context, SendMessage order, Guid? choice) => context.Publish(order, sending => sending.MarkBegun(choice));

    /// <summary>Of a message in parts only the unknown one is taken as delivered: the order goes on with the parts after it.</summary>
    private async Task TakeAsDeliveredAsync(ConsumeContext context, SendMessage order, Guid? choice)
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

        // Where it was taken back while that part was being sent, no part follows.
        if (isInParts && await ledger.FindAsync(new LedgerKey(order.MessageId)) is not { State: EntryState.Failed, Reason: FailureReason.Cancelled })
        {
            await GoOnAsync(context, order, choice);
            return;
        }

        await ledger.SentAsync(new LedgerKey(order.MessageId), taken);
        await TellTakenAsync(context, order.MessageId, taken, order.BookingId, order.Template, order.CreatedAt);
    }

    /// <summary>
    /// Without its order, which an erasure takes out, an unknown message cannot go on: either choice is its end. Where no entry is unknown, the choice was carried out before.
    /// An urgent message that is being sent again by itself has no kept order either: to send it again is what happens.
    /// </summary>
    private async Task EndAsync(ConsumeContext<ResolveUnknown> context, bool isErased)
    {
        var choice = context.Message;
        var taken = new DeliveredMessage(choice.ChatId ?? PersonTraces.Erased, TelegramMessageId: 0, time.GetUtcNow(), "taken_as_delivered");
        var unknown = new List<LedgerKey>();
        foreach (var key in LedgerEntries.Of(choice.MessageId))
        {
            if (await ledger.FindAsync(key) is { State: EntryState.Unknown })
            {
                unknown.Add(key);
            }
        }

        if (unknown.Count == 0 || (choice.Resend && !isErased && !await erased.IsErasedAsync(choice.ChatId, choice.BookingId, choice.OrderedAt)))
        {
            return;
        }

        // Told first: where this process dies, the same choice tells it again.
        if (choice.Resend)
        {
            await context.Publish(new MessageFailed
            {
                MessageId = choice.MessageId, ChatId = taken.ChatId, Reason = FailureReason.Cancelled, Detail = "its order is not kept any more, as after the erasure of its person, so it cannot be sent again", FailedAt = taken.At,
                BookingId = choice.BookingId, Template = choice.Template, OrderedAt = choice.OrderedAt,
            });
        }
        else
        {
            await TellTakenAsync(context, choice.MessageId, taken, choice.BookingId, choice.Template, choice.OrderedAt);
        }

        foreach (var key in unknown)
        {
            await (choice.Resend ? ledger.FailedAsync(key, FailureReason.Cancelled) : ledger.SentAsync(key, taken));
        }
    }

    private async Task TellTakenAsync(ConsumeContext context, Guid id, DeliveredMessage taken, string? bookingId, string? template, DateTimeOffset? orderedAt)
    {
        var sent = new MessageSent
        {
            MessageId = id, ChatId = taken.ChatId, TelegramMessageId = 0, SentAt = taken.At, Remark = taken.Remark, BookingId = bookingId, Template = template, OrderedAt = orderedAt,
        };
        await notes.NoteAsync(context, sent);
        await context.Publish(sent);
    }
}
