using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>
/// One message that waits. While it is asked for it cannot leave: the answer may have claimed it, and a claim that nobody takes would look like a request
/// of unknown fate. The question is short.
/// </summary>
internal sealed class QueuedRequest(AdmissionRequest wanted, DateTimeOffset came)
{
    private readonly TaskCompletionSource<Turn> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private bool _askedFor;
    private CancellationToken? _leaving;

    public AdmissionRequest Wanted { get; } = wanted;

    public DateTimeOffset Came { get; } = came;

    public Task<Turn> Turn => _turn.Task;

    public bool HasLeft => _turn.Task.IsCompleted;

    /// <summary>False where it has left.</summary>
    public bool TryAskFor()
    {
        lock (_gate)
        {
            return _askedFor = !HasLeft;
        }
    }

    /// <summary>The answer was to wait on. False where it wished to leave in the meantime, and now has.</summary>
    public bool WaitAgain()
    {
        lock (_gate)
        {
            _askedFor = false;
            return _leaving is not { } wish || !_turn.TrySetCanceled(wish);
        }
    }

    public void Admit(Turn turn) => _turn.TrySetResult(turn);

    public void Fail(Exception failure) => _turn.TrySetException(failure);

    /// <summary>Leaves, now or as soon as the answer to a question for it is to wait on.</summary>
    public void Leave(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _leaving = cancellationToken;
            if (!_askedFor)
            {
                _turn.TrySetCanceled(cancellationToken);
            }
        }
    }
}
