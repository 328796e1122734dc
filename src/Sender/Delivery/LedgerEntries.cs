using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>Which entries a message may have in the ledger. The key of one is a <see cref="LedgerKey"/>.</summary>
internal static class LedgerEntries
{
    /// <summary>Stands in the place of a kept order that was erased while its booking goes on: neither choice can send it.</summary>
    public const string ErasedOrder = "null";

    /// <summary>Of the whole, and of each part.</summary>
    public static IEnumerable<LedgerKey> Of(Guid messageId) => Enumerable.Range(0, MessageLayout.MaxParts + 1).Select(part => new LedgerKey(messageId, part));

    /// <summary>True of a message one of whose parts is in its chat or may be: another text would have other parts, and one of them would be lost or be there twice.</summary>
    public static async Task<bool> IsInPartsAsync(this ILedger ledger, Guid messageId)
    {
        foreach (var key in Of(messageId).Where(key => key.Part > 0))
        {
            if (await ledger.FindAsync(key) is { State: EntryState.Claimed or EntryState.Sent or EntryState.Unknown })
            {
                return true;
            }
        }

        return false;
    }
}
