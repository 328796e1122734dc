using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Takes a message back: one that still waits is settled in the ledger, and dropped when its turn comes; one that is in its chat is deleted there, which Telegram takes for 48 hours (docs/telegram.md 32).
/// The same order again finds it settled, or gone, and answers the same.
/// </summary>
internal sealed class DeleteMessageConsumer(ILedger ledger, TelegramClient telegram, TimeProvider time) : IConsumer<DeleteMessage>
{
    private static readonly TimeSpan Deletable = TimeSpan.FromHours(48);

    public async Task Consume(ConsumeContext<DeleteMessage> context)
    {
        var id = context.Message.MessageId;
        await context.RespondAsync(new MessageDeleted { MessageId = id, Outcome = await DeleteAsync(context, id) });
    }

    private async Task<DeletionOutcome> DeleteAsync(ConsumeContext context, Guid id)
    {
        var entries = new List<LedgerEntry>();
        foreach (var key in LedgerEntries.Of(id))
        {
            if (await ledger.FindAsync(key) is { } entry)
            {
                entries.Add(entry);
            }
        }

        if (entries.Exists(entry => entry.State == EntryState.Unknown))
        {
            return DeletionOutcome.Unknown;
        }

        var sent = entries.Where(entry => entry is { State: EntryState.Sent, Delivery.TelegramMessageId: > 0 }).Select(entry => entry.Delivery!).DistinctBy(place => (place.ChatId, place.TelegramMessageId)).ToList();
        if (sent.Count > 0)
        {
            return await DeleteInChatAsync(context, id, sent);
        }

        return await CancelAsync(new LedgerKey(id));
    }

    private async Task<DeletionOutcome> CancelAsync(LedgerKey key)
    {
        switch (await ledger.ClaimAsync(key))
        {
            case Claim.Granted:
                await ledger.FailedAsync(key, FailureReason.Cancelled);
                return DeletionOutcome.Cancelled;
            case Claim.Held:
                return DeletionOutcome.BeingSent;
            case Claim.Settled { Entry.Reason: FailureReason.Cancelled }:
                return DeletionOutcome.Cancelled;
            default:
                return DeletionOutcome.NotThere;
        }
    }

    private async Task<DeletionOutcome> DeleteInChatAsync(ConsumeContext context, Guid id, List<DeliveredMessage> places)
    {
        if (places.Exists(place => time.GetUtcNow() - place.At > Deletable))
        {
            return DeletionOutcome.TooLate;
        }

        foreach (var (chat, message) in places.SelectMany(place => place.TelegramMessageIds, (place, message) => (place.ChatId, message)).Distinct())
        {
            switch (Classification.Classify(await telegram.DeleteMessageAsync(new DeleteMessageCall(chat, message), context.CancellationToken)))
            {
                case TelegramOutcome.Delivered:
                case TelegramOutcome.Permanent { Description: var gone } when ErrorTexts.IsGone(gone):
                    break;
                case TelegramOutcome.Permanent:
                    return DeletionOutcome.Refused;
                default:
                    return DeletionOutcome.Unavailable;
            }
        }

        await context.Publish(new MessageProgressed { MessageId = id, ChatId = places[0].ChatId, What = "deleted", At = time.GetUtcNow() });
        return DeletionOutcome.Deleted;
    }
}
