using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>The messages of this process that wait for the bot's limit or for a connection, by priority and then in order.</summary>
internal sealed class PriorityQueue(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<QueuedRequest>[] _lines = [.. PriorityRule.MostUrgentFirst.Select(_ => new LinkedList<QueuedRequest>())];
    private readonly DateTimeOffset[] _lastGo = new DateTimeOffset[PriorityRule.MostUrgentFirst.Count];

    /// <summary>True while nobody waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return Array.TrueForAll(_lines, line => line.Count == 0);
            }
        }
    }

    /// <summary>True where a request of the same or a higher priority waits.</summary>
    public bool HoldsUp(Priority priority)
    {
        lock (_gate)
        {
            return PriorityRule.MostUrgentFirst.Any(other => other >= priority && _lines[(int)other].Count > 0);
        }
    }

    public QueuedRequest Add(AdmissionRequest wanted)
    {
        var request = new QueuedRequest(wanted, time.GetUtcNow());
        lock (_gate)
        {
            _lines[(int)wanted.Priority].AddLast(request);
        }

        return request;
    }

    /// <summary>Puts a request back as the first, unless it was cancelled in the meantime.</summary>
    public void PutBack(QueuedRequest request)
    {
        if (!request.WaitAgain())
        {
            return;
        }

        lock (_gate)
        {
            _lines[(int)request.Wanted.Priority].AddFirst(request);
        }
    }

    /// <summary>The priority whose turn it is, and the most urgent one that waits: the same, unless a lower one has waited too long. Null when nobody waits.</summary>
    public (Priority Next, Priority MostUrgent)? Peek()
    {
        lock (_gate)
        {
            return Next();
        }
    }

    /// <summary>Takes out the first of a priority; null when nobody of it waits.</summary>
    public QueuedRequest? Take(Priority priority)
    {
        lock (_gate)
        {
            var line = _lines[(int)priority];
            while (line.First is { Value: var first })
            {
                line.RemoveFirst();
                if (first.TryAskFor())
                {
                    return first;
                }
            }

            return null;
        }
    }

    /// <summary>One of this priority is asked for, or goes: the next has its turn after its maximal wait again.</summary>
    public void NoteGo(Priority priority)
    {
        lock (_gate)
        {
            _lastGo[(int)priority] = time.GetUtcNow();
        }
    }

    private (Priority Next, Priority MostUrgent)? Next()
    {
        Priority? urgent = null;
        foreach (var priority in PriorityRule.MostUrgentFirst)
        {
            var line = _lines[(int)priority];
            while (line.First is { Value.HasLeft: true })
            {
                line.RemoveFirst();
            }

            if (line.First is not { } first)
            {
                continue;
            }

            if (urgent is null)
            {
                urgent = priority;
                continue;
            }

            // No starvation: after its maximal wait a lower priority is asked for once, and the limiter decides.
            var since = _lastGo[(int)priority] > first.Value.Came ? _lastGo[(int)priority] : first.Value.Came;
            if (time.GetUtcNow() - since > PriorityRule.Of(priority).MaxWait)
            {
                return (priority, urgent.Value);
            }
        }

        return urgent is { } most ? (most, most) : null;
    }
}
