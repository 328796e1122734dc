using PhStudio.Messaging.Sender.Chats;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Clearance;

/// <summary>One after the other: for a single process, where each costs nothing.</summary>
public sealed class StepByStep(ILedger ledger, IChatMemory chats, ILimiter limiter) : IClearance
{
    /// <inheritdoc />
    public async Task<Verdict> Ask(Permission wanted)
    {
        if (wanted.Entry is { } key && await ledger.Find(key) is { State: EntryState.Sent or EntryState.Failed } settled)
        {
            return new Verdict.NotOurs(new Claim.Settled(settled));
        }

        return !wanted.EvenUnreachable && await chats.Find(wanted.ChatId) is { } note ? new Verdict.InTheWay(note) : await limiter.Ask(wanted);
    }
}
