using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>
/// Waits for the message that is to be read before this one: while that is known to be on its way, for as long as this one may live, and a day at most. Where it was never heard of
/// ten seconds, and a reply five minutes more: its message was ordered with it, and may stand in a lane for long.
/// </summary>
internal sealed class FollowStep(ILedger ledger, TimeProvider time)
{
    private const int QuickLooks = 20;
    private const int LooksOfReply = QuickLooks + 150;
    private const int SlowLooks = QuickLooks + 300;
    private const int MaxLooks = SlowLooks + (6 * 60 * 24);

    public async Task<bool> RunAsync(MessageDelivery delivery)
    {
        var looks = delivery.Consume.Deferrals();
        return delivery.Order.After is not { } before
            || delivery.IsOver(time.GetUtcNow())
            || looks >= LooksAtMost(await ledger.FindAsync(new LedgerKey(before)), delivery.Order.RepliesToAfter)
            || delivery.End(new DeliveryResult.Deferred(time.GetUtcNow() + Pause(looks), delivery.Place, DeferralReason.Another));
    }

    private static int LooksAtMost(LedgerEntry? before, bool isReply) => before switch
    {
        { State: EntryState.Sent or EntryState.Failed or EntryState.Unknown } => 0,
        { Learned: var learned } when !learned.HasFlag(Learned.Over) => MaxLooks,
        _ => isReply ? LooksOfReply : QuickLooks,
    };

    /// <summary>Ten seconds of quick looks, ten minutes of slower ones.</summary>
    private static TimeSpan Pause(int looks) => TimeSpan.FromSeconds(looks < QuickLooks ? 0.5 : looks < SlowLooks ? 2 : 10);
}
