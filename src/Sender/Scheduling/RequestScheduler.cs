using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>
/// Where this process's messages wait for the whole bot's limit and for a free connection: the most urgent first, within a priority in order.
/// A message asks for its admission by itself where nothing waits; the others wait in <see cref="PriorityQueue"/>, and one loop asks for them,
/// so that a backlog costs one question per message and not one per message and moment.
/// </summary>
public sealed class RequestScheduler
{
    /// <summary>So many questions may be under way at once while the answers are yes.</summary>
    private const int QuestionsAtOnce = 8;

    private readonly IAdmissionControl _admission;
    private readonly TimeProvider _time;
    private readonly ConcurrencyLimiter _slots;
    private readonly ChatConcurrency _chats = new();
    private readonly PriorityQueue _queue;
    private readonly RateLimitCooldown _cooldown;
    private readonly SemaphoreSlim _changed = new(0);
    private int _looping;
    private int _questions;

    /// <summary>A scheduler with as many slots as there are connections, and a reserve for urgent messages.</summary>
    public RequestScheduler(IAdmissionControl admission, TimeProvider time, int connections, int reserve)
    {
        (_admission, _time) = (admission, time);
        _slots = new ConcurrencyLimiter(connections, reserve);
        _queue = new PriorityQueue(time);
        _cooldown = new RateLimitCooldown(time);
        _slots.Freed += () =>
        {
            if (!_queue.IsEmpty)
            {
                Wake();
            }
        };
    }

    /// <summary>How many requests may be under way at once, beside the reserve.</summary>
    public int Connections => _slots.Size;

    /// <summary>So many requests at once from now on, and so many more for urgent messages.</summary>
    public void Resize(int connections, int reserve) => _slots.Resize(connections, reserve);

    /// <summary>Sets the number of Senders, which share what Telegram accepts for one chat.</summary>
    public void ShareChats(int senders) => _chats.Share(senders);

    /// <summary>Waits for this message's turn. Cancelling it before uses up nothing.</summary>
    public Task<Turn> EnterAsync(AdmissionRequest wanted, CancellationToken cancellationToken) => _chats.EnterAsync(wanted, () => WaitAsync(wanted, cancellationToken));

    private async Task<Turn> WaitAsync(AdmissionRequest wanted, CancellationToken cancellationToken)
    {
        if (!_queue.HoldsUp(wanted.Priority) && (PriorityRule.Of(wanted.Priority).IsUrgent || !_cooldown.IsClosed) && _slots.TryTake(wanted.Priority) is { } slot)
        {
            switch (await AskWithAsync(slot, wanted))
            {
                case AdmissionResult.Go go:
                    return await GoAtAsync(go, slot);
                case AdmissionResult.BotWaits wait:
                    _cooldown.Close(wait.Until);
                    break;
                case var why:
                    return new Turn(why);
            }
        }

        var request = _queue.Add(wanted);
        await using var left = cancellationToken.Register(() => request.Leave(cancellationToken));
        Start();
        return await request.Turn;
    }

    /// <summary>Asks while it holds a slot; the slot is released unless the answer is to go.</summary>
    private async Task<AdmissionResult> AskWithAsync(ConcurrencyLimiter.Slot slot, AdmissionRequest wanted)
    {
        AdmissionResult? result = null;
        try
        {
            return result = await _admission.AskAsync(wanted);
        }
        finally
        {
            if (result is not AdmissionResult.Go)
            {
                slot.Dispose();
            }
        }
    }

    private async Task<Turn> GoAtAsync(AdmissionResult.Go go, ConcurrencyLimiter.Slot slot)
    {
        if (go.At - _time.GetUtcNow() is { Ticks: > 0 } early)
        {
            await Task.Delay(early, _time, CancellationToken.None);
        }

        return new Turn(go, slot);
    }

    private void Wake() => _changed.Release();

    private void Start()
    {
        Wake();
        if (Interlocked.CompareExchange(ref _looping, 1, 0) == 0)
        {
            // The loop belongs to no message: it must not keep the first one's trace and log scopes.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(LoopAsync);
            }
        }
    }

    private async Task LoopAsync()
    {
        while (true)
        {
            if (_cooldown.IsClosed)
            {
                await _cooldown.OpeningAsync();
                continue;
            }

            while (NextQuestion() is { } question)
            {
                Interlocked.Increment(ref _questions);
                _ = AnswerAsync(question.Request, question.Slot);
            }

            if (_cooldown.IsClosed)
            {
                continue;
            }

            if (_queue.IsEmpty)
            {
                Volatile.Write(ref _looping, 0);
                if (_queue.IsEmpty || Interlocked.CompareExchange(ref _looping, 1, 0) != 0)
                {
                    return;
                }
            }

            // Waits for a new request, a free slot or an answer. Earlier signals are drained, and then everything is checked again.
            await _changed.WaitAsync();
            while (_changed.CurrentCount > 0 && _changed.Wait(0))
            {
            }
        }
    }

    private (QueuedRequest Request, ConcurrencyLimiter.Slot Slot)? NextQuestion()
    {
        if (_cooldown.IsClosed || Volatile.Read(ref _questions) >= QuestionsAtOnce || _queue.Peek() is not var (next, mostUrgent))
        {
            return null;
        }

        if (mostUrgent == next)
        {
            return QuestionOf(next);
        }

        if (QuestionOf(next) is { } overdue)
        {
            _queue.NoteGo(next);
            return overdue;
        }

        // Where all slots are taken, the reserve is still free for the urgent, and the other keeps its turn.
        return QuestionOf(mostUrgent);
    }

    private (QueuedRequest Request, ConcurrencyLimiter.Slot Slot)? QuestionOf(Priority priority)
    {
        if (_slots.TryTake(priority) is not { } slot)
        {
            return null;
        }

        if (_queue.Take(priority) is { } request)
        {
            return (request, slot);
        }

        slot.Dispose();
        return null;
    }

    private async Task AnswerAsync(QueuedRequest request, ConcurrencyLimiter.Slot slot)
    {
        try
        {
            switch (await AskWithAsync(slot, request.Wanted))
            {
                case AdmissionResult.Go go:
                    _queue.NoteGo(request.Wanted.Priority);
                    _ = AdmitAsync(request, go, slot);
                    break;
                case AdmissionResult.BotWaits wait:
                    _cooldown.Close(wait.Until);
                    _queue.PutBack(request);
                    break;
                case var why:
                    request.Admit(new Turn(why));
                    break;
            }
        }
        catch (Exception failure)
        {
            request.Fail(failure);
        }
        finally
        {
            // A request that was put back needs the loop, which may have ended when the queue was empty.
            Interlocked.Decrement(ref _questions);
            Start();
        }
    }

    private async Task AdmitAsync(QueuedRequest request, AdmissionResult.Go go, ConcurrencyLimiter.Slot slot) => request.Admit(await GoAtAsync(go, slot));
}
