using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>
/// Waits for the message that is to be read before this one: ten seconds where that was never ordered. A reply waits five minutes more:
/// its message was ordered with it, and in a busy group waits for its place in the minute.
/// </summary>
internal sealed class FollowStep(ILedger ledger, TimeProvider time)
{
    private const int QuickLooks = 20;
    private const int SlowLooks = 60;

    private static readonly TimeSpan QuickPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SlowPause = TimeSpan.FromSeconds(5);

    public async Task<bool> RunAsync(MessageDelivery delivery)
    {
        var looks = delivery.Consume.Deferrals();
        var mustFollow = delivery.Order.After is { } before
            && looks < QuickLooks + (delivery.Order.RepliesToAfter ? SlowLooks : 0)
            && !delivery.IsOver(time.GetUtcNow())
            && await ledger.FindAsync(new LedgerKey(before)) is not { State: EntryState.Sent or EntryState.Failed or EntryState.Unknown };
        return !mustFollow || delivery.End(new DeliveryResult.Deferred(time.GetUtcNow() + (looks < QuickLooks ? QuickPause : SlowPause), delivery.Place, DeferralReason.Another));
    }
}
