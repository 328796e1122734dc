using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>
/// Whether the request may be made, and in which chat: what ledger, limits and chat status answered, and the claim. Where it may not yet, it is scheduled again;
/// where its chat is known to be closed, that is its outcome without a request.
/// </summary>
internal sealed class AdmitStep(ILedger ledger, DeliveryPause pause, SenderMetrics metrics, TimeProvider time)
{
    /// <summary>A wait up to this is spent in place: the scheduler would take longer.</summary>
    private static readonly TimeSpan WaitInPlace = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan FullChatPause = TimeSpan.FromMilliseconds(100);

    private static readonly TelegramOutcome LeftBehind = new TelegramOutcome.Permanent(FailureReason.MessageNotFound, "the group became a supergroup, and its messages stayed behind");

    /// <summary>True where the request is to be made now.</summary>
    public async Task<bool> RunAsync(DeliveryContext delivery)
    {
        switch (delivery.Turn!.Answer)
        {
            case AdmissionResult.Go go:
                delivery.Place = go.Place;
                return await TakeAsync(delivery, go.Attempt);
            case AdmissionResult.NotOurs { Claim: var claim }:
                delivery.NotOurs = claim;
                return false;
            case AdmissionResult.InTheWay { Note: var note }:
                Redirect(delivery, note);
                return false;
            case AdmissionResult.ChatWaits wait when wait.Until - time.GetUtcNow() > WaitInPlace:
                metrics.Deferred(delivery.Priority);
                return delivery.End(new DeliveryResult.Deferred(wait.Until, wait.Place, DeferralReason.Limits));
            case AdmissionResult.ChatWaits wait:
                delivery.Place = wait.Place;
                await UntilAsync(wait.Until, delivery.CancellationToken);
                return false;
            case AdmissionResult.ChatIsFull:
                await UntilAsync(time.GetUtcNow() + FullChatPause, delivery.CancellationToken);
                return false;
            case var other:
                throw new InvalidOperationException($"The scheduler waits for {other.GetType().Name} itself.");
        }
    }

    private async Task<bool> TakeAsync(DeliveryContext delivery, int? attempt)
    {
        delivery.WasClaimed |= attempt is not null;
        if (pause.Reason is not null)
        {
            // It began while this one waited for its turn.
            if (attempt is not null && delivery.Entry is { } claimed)
            {
                await ledger.GiveBackAsync(claimed, delivery.EvenUnknown);
            }

            delivery.FreeSlot();
            return false;
        }

        // At the very last moment before the request, where the admission did not bring the claim along. An edit has none: it may be made twice.
        switch (attempt is null && delivery.Entry is { } key ? await ledger.ClaimAsync(key, delivery.EvenUnknown, delivery.IsFirst) : new Claim.Granted(attempt ?? delivery.NextAttempt))
        {
            case Claim.Granted granted:
                delivery.Attempt = granted.Attempt;
                delivery.WasClaimed = true;
                return true;
            case var claim:
                delivery.NotOurs = claim;
                delivery.FreeSlot();
                return false;
        }
    }

    private void Redirect(DeliveryContext delivery, ChatStatus note)
    {
        delivery.Attempt = 0;
        switch (note)
        {
            case { MovedTo: { } movedTo } when delivery.IsOfItsChatOnly:
                (delivery.ChatId, delivery.Outcome) = (movedTo, LeftBehind);
                break;
            case { MovedTo: { } movedTo } when delivery.Move():
                (delivery.ChatId, delivery.Place) = (movedTo, null);
                break;
            // Edits are always tried: somebody looks at the message.
            case { Unreachable: not null } when delivery.IsOfItsChatOnly || !note.IsClosed(time.GetUtcNow()):
                delivery.EvenUnreachable = true;
                break;
            case { Unreachable: { } reason }:
                delivery.Outcome = new TelegramOutcome.Permanent(reason, "known from an earlier message to this chat");
                break;
        }
    }

    private async Task UntilAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        if (moment - time.GetUtcNow() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }
}
