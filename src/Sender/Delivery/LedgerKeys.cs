using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>The entries that a message may have in the ledger.</summary>
internal static class LedgerKeys
{
    /// <summary>Of the whole, and of each part.</summary>
    public static IEnumerable<LedgerKey> Of(Guid messageId) => Enumerable.Range(0, MessageLayout.MaxParts + 1).Select(part => new LedgerKey(messageId, part));
}
