using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Not while the message that is to be read before this one is on its way. Ten seconds are enough for one that was not even ordered after all.</summary>
internal sealed class FollowStep(ILedger ledger, TimeProvider time)
{
    private const int MaxLooks = 20;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    public async Task<bool> RunAsync(MessageDelivery delivery)
    {
        var mustFollow = delivery.Order.After is { } before
            && delivery.Consume.Deferrals() < MaxLooks
            && !delivery.IsOver(time.GetUtcNow())
            && await ledger.FindAsync(new LedgerKey(before)) is not { State: EntryState.Sent or EntryState.Failed or EntryState.Unknown };
        return !mustFollow || delivery.End(new DeliveryResult.Deferred(time.GetUtcNow() + LookAgain, delivery.Place, DeferralReason.Another));
    }
}
