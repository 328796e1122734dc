using PhStudio.Messaging.Sender.Clearance;

namespace PhStudio.Messaging.Sender.Gate;

/// <summary>How a message came through the <see cref="Turnstile"/>.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>Make the request now, then dispose of the slot.</summary>
    /// <param name="Slot">The connection kept for it.</param>
    /// <param name="Place">The message's place in its chat's line, should it have to come back.</param>
    /// <param name="Attempt">Which attempt it is, where it is claimed already.</param>
    public sealed record Go(IDisposable Slot, long Place, int? Attempt) : Admission;

    /// <summary>No request now: its chat must wait, or something else stands against it.</summary>
    /// <param name="Why">Neither <see cref="Verdict.Go"/> nor <see cref="Verdict.BotWaits"/>, which is waited for here.</param>
    public sealed record Stopped(Verdict Why) : Admission;
}
