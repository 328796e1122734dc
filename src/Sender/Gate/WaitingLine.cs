using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Clearance;
using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Gate;

/// <summary>The messages of this process that wait for the bot's limit or for a connection, by priority and then in order.</summary>
internal sealed class WaitingLine(TimeProvider time)
{
    private static readonly Priority[] MostUrgentFirst = [Priority.Critical, Priority.High, Priority.Normal, Priority.Low];

    private readonly Lock gate = new();
    private readonly LinkedList<Waiter>[] lines = [new(), new(), new(), new()];
    private readonly DateTimeOffset[] lastGo = new DateTimeOffset[4];

    /// <summary>True while nobody waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return Array.TrueForAll(lines, line => line.Count == 0);
            }
        }
    }

    /// <summary>True where somebody as urgent, or more so, waits already.</summary>
    public bool HoldsUp(Priority priority)
    {
        lock (gate)
        {
            return Array.Exists(MostUrgentFirst, other => other >= priority && lines[(int)other].Count > 0);
        }
    }

    public Waiter Add(Permission wanted)
    {
        var waiter = new Waiter(wanted, time.GetUtcNow());
        lock (gate)
        {
            lines[(int)wanted.Priority].AddLast(waiter);
        }

        return waiter;
    }

    /// <summary>The one whose turn it was not, after all, is the first again, unless it wished to leave in the meantime.</summary>
    public void PutBack(Waiter waiter)
    {
        if (!waiter.WaitAgain())
        {
            return;
        }

        lock (gate)
        {
            lines[(int)waiter.Wanted.Priority].AddFirst(waiter);
        }
    }

    /// <summary>The priority whose turn it is; null when nobody waits.</summary>
    public Priority? Peek()
    {
        lock (gate)
        {
            return Next();
        }
    }

    /// <summary>Takes out the first of a priority; null when nobody of it waits.</summary>
    public Waiter? Take(Priority priority)
    {
        lock (gate)
        {
            var line = lines[(int)priority];
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

    public void NoteGo(Priority priority)
    {
        lock (gate)
        {
            lastGo[(int)priority] = time.GetUtcNow();
        }
    }

    private Priority? Next()
    {
        Priority? urgent = null;
        foreach (var priority in MostUrgentFirst)
        {
            var line = lines[(int)priority];
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

            // Not starved for ever: after its patience a lesser priority is asked for once, and the limiter has the last word.
            var since = lastGo[(int)priority] > first.Value.Came ? lastGo[(int)priority] : first.Value.Came;
            if (time.GetUtcNow() - since > TimeSpan.FromMicroseconds(Urgency.Patience(priority)))
            {
                lastGo[(int)priority] = time.GetUtcNow();
                return priority;
            }
        }

        return urgent;
    }
}
