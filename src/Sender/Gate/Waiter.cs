using PhStudio.Messaging.Sender.Clearance;

namespace PhStudio.Messaging.Sender.Gate;

/// <summary>
/// One message that waits. While it is asked for it cannot leave: the answer may have claimed it, and a claim that nobody takes would look like a request
/// of unknown fate. The question is short.
/// </summary>
internal sealed class Waiter(Permission wanted, DateTimeOffset came)
{
    private readonly TaskCompletionSource<Admission> turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private bool askedFor;
    private CancellationToken? leaving;

    public Permission Wanted { get; } = wanted;

    public DateTimeOffset Came { get; } = came;

    public Task<Admission> Turn => turn.Task;

    public bool HasLeft => turn.Task.IsCompleted;

    /// <summary>False where it has left.</summary>
    public bool TryAskFor()
    {
        lock (gate)
        {
            return askedFor = !HasLeft;
        }
    }

    /// <summary>The answer was to wait on. False where it wished to leave in the meantime, and now has.</summary>
    public bool WaitAgain()
    {
        lock (gate)
        {
            askedFor = false;
            return leaving is not { } wish || !turn.TrySetCanceled(wish);
        }
    }

    public void Admit(Admission admission) => turn.TrySetResult(admission);

    public void Fail(Exception failure) => turn.TrySetException(failure);

    /// <summary>Leaves, now or as soon as the answer to a question for it is to wait on.</summary>
    public void Leave(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            leaving = cancellationToken;
            if (!askedFor)
            {
                turn.TrySetCanceled(cancellationToken);
            }
        }
    }
}
