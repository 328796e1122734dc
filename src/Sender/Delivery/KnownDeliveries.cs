using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>What the ledger knows of a message or a part of it, as the result of this delivery.</summary>
internal sealed class KnownDeliveries(ILedger ledger, DeliveryOptions options, DeliveryEvents events)
{
    /// <summary>The outcome, which tells a request under way from one whose process died; null where it may be sent now.</summary>
    public async Task<DeliveryResult?> LookAsync(MessageDelivery delivery, LedgerKey key) => await ledger.LookAsync(key) switch
    {
        Claim.Held held => Held(delivery, held),
        Claim.Settled { Entry: { State: EntryState.Unknown } entry } => new DeliveryResult.Unknown(entry.Attempts, await IsNewsAsync(key)),
        Claim.Settled { Entry: var entry } => await OfAsync(delivery, key, entry),
        _ => null,
    };

    /// <summary>What earlier deliveries left of a message that is not to be sent any more; null where that is nothing, or the failure that an operator moved it back from.</summary>
    public async Task<DeliveryResult?> TraceAsync(MessageDelivery delivery)
    {
        foreach (var key in LedgerEntries.Of(delivery.Order.MessageId))
        {
            if (await ledger.FindAsync(key) is { State: not EntryState.Open } entry && !(delivery.Consume.WasReplayed() && entry.IsReopened) && await LookAsync(delivery, key) is { } result && !(key.Part > 0 && result is DeliveryResult.Duplicate))
            {
                // That a part is in the chat says nothing of the others.
                return result;
            }
        }

        return null;
    }

    /// <summary>Fails an order that is wrong in itself, unless earlier deliveries left something else: the same id is the same message, which may be in its chat, or taken back.</summary>
    public async Task<DeliveryResult> FailAsync(MessageDelivery delivery, FailureReason reason, string detail)
    {
        switch (await TraceAsync(delivery))
        {
            case null:
                await ledger.FailedAsync(delivery.Whole, reason);
                return new DeliveryResult.Failed(reason, detail, Attempts: 0);
            case DeliveryResult.Failed failed when failed.Reason == reason:
                return failed with { Detail = detail };
            case var trace:
                return trace;
        }
    }

    /// <summary>Another process is making the request: try again when that must be over.</summary>
    public static DeliveryResult Held(MessageDelivery delivery, Claim.Held held) => new DeliveryResult.Deferred(held.Until, delivery.Consume.Place(), DeferralReason.Another);

    /// <summary>What the ledger knew; null where an unknown message is to be sent again.</summary>
    public async Task<DeliveryResult?> OfAsync(MessageDelivery delivery, LedgerKey key, LedgerEntry entry) => entry.State switch
    {
        EntryState.Sent => new DeliveryResult.Duplicate(entry.Delivery!, entry.Attempts, await IdsOfPartsAsync(key) ?? AlbumOf(entry.Delivery!)),
        EntryState.Failed => (entry.Reason == FailureReason.Cancelled ? await OfPartUnderWayAsync(delivery, key) : null)
            ?? new DeliveryResult.Failed(entry.Reason ?? FailureReason.Refused, "known from an earlier delivery", entry.Attempts, IsNews: false),
        _ => await UnknownAsync(delivery, entry.Attempts, await IsNewsAsync(key)),
    };

    /// <summary>Telegram's ids of the parts of a message that was whole in its chat; null for one that had none.</summary>
    private async Task<IReadOnlyList<long>?> IdsOfPartsAsync(LedgerKey key)
    {
        var ids = new List<long>();
        foreach (var part in PartsOf(key))
        {
            if (await ledger.FindAsync(part) is not { Delivery: { } delivery })
            {
                break;
            }

            ids.AddRange(delivery.TelegramMessageIds.Where(id => id > 0));
        }

        return ids.Count > 0 ? ids : null;
    }

    /// <summary>Of a message that was taken back while one of its parts was being sent: that part may be in the chat. Null where there is none.</summary>
    private async Task<DeliveryResult?> OfPartUnderWayAsync(MessageDelivery delivery, LedgerKey key)
    {
        foreach (var part in PartsOf(key))
        {
            switch (await ledger.LookAsync(part))
            {
                case Claim.Held held:
                    return Held(delivery, held);
                case Claim.Settled { Entry: { State: EntryState.Unknown } entry }:
                    return new DeliveryResult.Unknown(entry.Attempts, await IsNewsAsync(key));
            }
        }

        return null;
    }

    private static IEnumerable<LedgerKey> PartsOf(LedgerKey key) => LedgerEntries.Of(key.MessageId).Where(part => part.Part > 0 && key.Part == 0);

    /// <summary>Marks it as unknown; null where it is to be sent again at once (docs/telegram.md 22: it may then be there twice).</summary>
    public async Task<DeliveryResult?> UnknownAsync(MessageDelivery delivery, int attempts, bool isNews)
    {
        if (PriorityRule.Of(delivery.Priority).IsSentAgain && attempts <= options.MaxResends)
        {
            // Each resend is news, no matter which process found that it is needed.
            await events.UnknownAsync(delivery.Consume, resending: true, attempts, isNews: true);
            return null;
        }

        return new DeliveryResult.Unknown(attempts, isNews);
    }

    /// <summary>Telegram's ids of an album's messages; null for what is one message.</summary>
    public static IReadOnlyList<long>? AlbumOf(DeliveredMessage delivery) => delivery.Photos is { Count: > 1 } album ? album : null;

    /// <summary>Found after its process died, so it was not published yet.</summary>
    private async Task<bool> IsNewsAsync(LedgerKey key) => await ledger.ParkedAsync(key.MessageId) is null;
}
