namespace PhStudio.Messaging.Sender.Admission;

/// <summary>One after the other: for a single process, where each costs nothing.</summary>
public sealed class SequentialAdmission(ILedger ledger, IChatStore chats, ILimiter limiter) : IAdmissionControl
{
    public async Task<AdmissionResult> AskAsync(AdmissionRequest wanted)
    {
        if (wanted.Entry is { } key && await ledger.FindAsync(key) is { State: EntryState.Sent or EntryState.Failed } settled)
        {
            return new AdmissionResult.NotOurs(new Claim.Settled(settled));
        }

        return !wanted.EvenUnreachable && await chats.FindAsync(wanted.ChatId) is { } note ? new AdmissionResult.InTheWay(note) : await limiter.AskAsync(wanted);
    }
}
