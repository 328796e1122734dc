using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Scheduling;

namespace PhStudio.Messaging.Sender.Delivery.Steps;

/// <summary>Waits until anything is sent at all, and then for the request's turn.</summary>
internal sealed class ScheduleStep(DeliveryPause pause, RequestScheduler scheduler, TimeProvider time)
{
    /// <summary>No message is held longer than this: the broker takes back what is held for half an hour (docs/masstransit.md 11).</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan DeferFor = TimeSpan.FromSeconds(30);

    public async Task<bool> RunAsync(DeliveryContext delivery)
    {
        (delivery.NotOurs, delivery.Outcome) = (null, null);
        delivery.CancellationToken.ThrowIfCancellationRequested();
        if (!await IsMovingAsync(delivery.CancellationToken))
        {
            return delivery.End(new DeliveryResult.Deferred(time.GetUtcNow() + DeferFor, delivery.Place, DeferralReason.Limits));
        }

        var wanted = new AdmissionRequest(delivery.ChatId, delivery.Priority, delivery.Place, delivery.Entry, delivery.EvenUnknown, delivery.EvenUnreachable, delivery.Weight);
        delivery.Turn = await scheduler.EnterAsync(wanted, delivery.CancellationToken);
        return true;
    }

    private async Task<bool> IsMovingAsync(CancellationToken cancellationToken)
    {
        var moving = pause.WhenMovingAsync();
        if (moving.IsCompleted)
        {
            return true;
        }

        try
        {
            await moving.WaitAsync(MaxWait, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
