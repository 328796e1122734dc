using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>Which entries a message may have in the ledger. The key of one is a <see cref="LedgerKey"/>.</summary>
internal static class LedgerEntries
{
    /// <summary>Of the whole, and of each part.</summary>
    public static IEnumerable<LedgerKey> Of(Guid messageId) => Enumerable.Range(0, MessageLayout.MaxParts + 1).Select(part => new LedgerKey(messageId, part));
}
