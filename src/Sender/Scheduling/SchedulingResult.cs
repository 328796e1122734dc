using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>How a message came through the <see cref="RequestScheduler"/>.</summary>
public abstract record SchedulingResult
{
    private SchedulingResult()
    {
    }

    /// <summary>Make the request now, then dispose of the slot.</summary>
    /// <param name="Slot">The connection kept for it.</param>
    /// <param name="Place">The message's place in its chat's line, should it have to come back.</param>
    /// <param name="Attempt">Which attempt it is, where it is claimed already.</param>
    public sealed record Go(IDisposable Slot, long Place, int? Attempt) : SchedulingResult;

    /// <summary>No request now: its chat must wait, or something else stands against it.</summary>
    /// <param name="Why">Neither <see cref="AdmissionResult.Go"/> nor <see cref="AdmissionResult.BotWaits"/>, which is waited for here.</param>
    public sealed record Stopped(AdmissionResult Why) : SchedulingResult;
}
