using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>
/// One message that waits. It cannot be cancelled while the limiter is asked: the answer may have claimed it, and an unused claim would look like a request
/// with an unknown outcome. The question is short.
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

    /// <summary>False where it was cancelled.</summary>
    public bool TryAskFor()
    {
        lock (_gate)
        {
            return _askedFor = !HasLeft;
        }
    }

    /// <summary>The answer was to wait. False where it was cancelled in the meantime.</summary>
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

    /// <summary>Cancels it, now or as soon as the answer to a question is to wait.</summary>
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
