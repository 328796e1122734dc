using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Takes a message back: one that still waits is settled in the ledger, and dropped when its turn comes; one that is in its chat is deleted there, which Telegram takes for 48 hours (docs/telegram.md 32).
/// A message in parts is settled as a whole before those parts are deleted that are in the chat: the others are not sent. The same order again finds it settled, or gone, and answers the same.
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
        if ((await EntriesAsync(id)).Exists(IsUnknown))
        {
            return DeletionOutcome.Unknown;
        }

        // The whole first: a request claims its part and then looks at the whole, so that of the two one sees the other.
        var whole = await CancelAsync(new LedgerKey(id));
        var entries = await EntriesAsync(id);
        if (entries.Exists(IsUnknown))
        {
            return DeletionOutcome.Unknown;
        }

        if (whole == DeletionOutcome.BeingSent || entries.Exists(entry => entry.State == EntryState.Claimed))
        {
            return DeletionOutcome.BeingSent;
        }

        var sent = entries.Where(entry => entry is { State: EntryState.Sent, Delivery.TelegramMessageId: > 0 }).Select(entry => entry.Delivery!).DistinctBy(place => (place.ChatId, place.TelegramMessageId)).ToList();
        if (sent.Count > 0 && await DeleteInChatAsync(context, id, sent) is var outcome and not DeletionOutcome.Deleted)
        {
            return outcome;
        }

        // Of what was never whole in its chat nothing is left there, and no other fact tells its end.
        return sent.Count > 0 && whole != DeletionOutcome.Cancelled ? DeletionOutcome.Deleted : whole;
    }

    /// <summary>What the ledger knows of the message and its parts. A part that a process left behind claimed is found to be unknown.</summary>
    private async Task<List<LedgerEntry>> EntriesAsync(Guid id)
    {
        var entries = new List<LedgerEntry>();
        foreach (var key in LedgerEntries.Of(id))
        {
            if (await ledger.FindAsync(key) is { } entry)
            {
                entries.Add(entry.State == EntryState.Claimed && key.Part > 0 ? await LookAsync(key, entry) : entry);
            }
        }

        return entries;
    }

    private async Task<LedgerEntry> LookAsync(LedgerKey key, LedgerEntry claimed) => await ledger.LookAsync(key) switch
    {
        Claim.Settled { Entry: var settled } => settled,
        Claim.Held => claimed,
        _ => claimed with { State = EntryState.Open },
    };

    private static bool IsUnknown(LedgerEntry entry) => entry.State == EntryState.Unknown;

    private async Task<DeletionOutcome> CancelAsync(LedgerKey key) => await ledger.GiveUpAsync(key, FailureReason.Cancelled) switch
    {
        null or Claim.Settled { Entry.Reason: FailureReason.Cancelled } => DeletionOutcome.Cancelled,
        Claim.Held => DeletionOutcome.BeingSent,
        _ => DeletionOutcome.NotThere,
    };

    private async Task<DeletionOutcome> DeleteInChatAsync(ConsumeContext context, Guid id, List<DeliveredMessage> places)
    {
        if (places.Exists(place => place.ChatId == PersonTraces.Erased))
        {
            return DeletionOutcome.NotThere;
        }

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
                // Its group is a supergroup now, where it is not: no later attempt finds it.
                case TelegramOutcome.Permanent or TelegramOutcome.Migrated:
                    return DeletionOutcome.Refused;
                default:
                    return DeletionOutcome.Unavailable;
            }
        }

        await context.Publish(new MessageProgressed { MessageId = id, ChatId = places[0].ChatId, What = "deleted", At = time.GetUtcNow() });
        return DeletionOutcome.Deleted;
    }
}
