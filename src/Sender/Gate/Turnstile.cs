using PhStudio.Messaging.Sender.Clearance;
using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Gate;

/// <summary>
/// Where this process's messages wait for the whole bot's limit and for a free connection: the most urgent first, within a priority in order.
/// A message that nothing holds up asks for its clearance by itself; the others wait in <see cref="WaitingLine"/>, and one loop asks for them,
/// so that a backlog costs one question per message and not one per message and moment.
/// </summary>
public sealed class Turnstile
{
    /// <summary>So many questions may be under way at once while the answers are yes.</summary>
    private const int QuestionsAtOnce = 8;

    private readonly IClearance clearance;
    private readonly TimeProvider time;
    private readonly Slots slots;
    private readonly WaitingLine line;
    private readonly Closure closure;
    private readonly SemaphoreSlim changed = new(0);
    private int looping;
    private int questions;

    /// <summary>A turnstile with as many slots as there are connections, and a reserve for urgent messages.</summary>
    public Turnstile(IClearance clearance, TimeProvider time, int connections, int reserve)
    {
        (this.clearance, this.time) = (clearance, time);
        slots = new Slots(connections, reserve);
        line = new WaitingLine(time);
        closure = new Closure(time);
        slots.Freed += () =>
        {
            if (!line.IsEmpty)
            {
                Wake();
            }
        };
    }

    /// <summary>Waits for this message's turn. Nothing is used up where it is cancelled before.</summary>
    public async Task<Admission> Enter(Permission wanted, CancellationToken cancellationToken)
    {
        if (!line.HoldsUp(wanted.Priority) && (Urgency.IsUrgent(wanted.Priority) || !closure.IsClosed) && slots.TryTake(wanted.Priority) is { } slot)
        {
            switch (await AskWith(slot, wanted))
            {
                case Verdict.Go go:
                    return await GoAt(go, slot);
                case Verdict.BotWaits wait:
                    closure.Close(wait.Until);
                    break;
                case var why:
                    return new Admission.Stopped(why);
            }
        }

        var waiter = line.Add(wanted);
        await using var left = cancellationToken.Register(() => waiter.Leave(cancellationToken));
        Start();
        return await waiter.Turn;
    }

    /// <summary>Asks with a slot in hand; the slot is given back unless the answer is to go.</summary>
    private async Task<Verdict> AskWith(Slots.Slot slot, Permission wanted)
    {
        Verdict? verdict = null;
        try
        {
            return verdict = await clearance.Ask(wanted);
        }
        finally
        {
            if (verdict is not Verdict.Go)
            {
                slot.Dispose();
            }
        }
    }

    private async Task<Admission> GoAt(Verdict.Go go, Slots.Slot slot)
    {
        if (go.At - time.GetUtcNow() is { Ticks: > 0 } early)
        {
            await Task.Delay(early, time, CancellationToken.None);
        }

        return new Admission.Go(slot, go.Place, go.Attempt);
    }

    private void Wake() => changed.Release();

    private void Start()
    {
        Wake();
        if (Interlocked.CompareExchange(ref looping, 1, 0) == 0)
        {
            // The loop belongs to no message: it must not carry the first one's trace and log scopes.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(Loop);
            }
        }
    }

    private async Task Loop()
    {
        while (true)
        {
            if (closure.IsClosed)
            {
                await closure.Opening();
                continue;
            }

            while (NextQuestion() is { } question)
            {
                Interlocked.Increment(ref questions);
                _ = Answer(question.Waiter, question.Slot);
            }

            if (closure.IsClosed)
            {
                continue;
            }

            if (line.IsEmpty)
            {
                Volatile.Write(ref looping, 0);
                if (line.IsEmpty || Interlocked.CompareExchange(ref looping, 1, 0) != 0)
                {
                    return;
                }
            }

            // Somebody comes, a slot comes free, or an answer does. What was signalled before is drained, and then everything is looked at anew.
            await changed.WaitAsync();
            while (changed.CurrentCount > 0 && changed.Wait(0))
            {
            }
        }
    }

    private (Waiter Waiter, Slots.Slot Slot)? NextQuestion()
    {
        if (closure.IsClosed || Volatile.Read(ref questions) >= QuestionsAtOnce || line.Peek() is not { } first || slots.TryTake(first) is not { } slot)
        {
            return null;
        }

        if (line.Take(first) is { } waiter)
        {
            return (waiter, slot);
        }

        slot.Dispose();
        return null;
    }

    private async Task Answer(Waiter waiter, Slots.Slot slot)
    {
        try
        {
            switch (await AskWith(slot, waiter.Wanted))
            {
                case Verdict.Go go:
                    line.NoteGo(waiter.Wanted.Priority);
                    _ = Admit(waiter, go, slot);
                    break;
                case Verdict.BotWaits wait:
                    closure.Close(wait.Until);
                    line.PutBack(waiter);
                    break;
                case var why:
                    waiter.Admit(new Admission.Stopped(why));
                    break;
            }
        }
        catch (Exception failure)
        {
            waiter.Fail(failure);
        }
        finally
        {
            // Whoever was put back needs the loop, which may have ended when it saw nobody waiting.
            Interlocked.Decrement(ref questions);
            Start();
        }
    }

    private async Task Admit(Waiter waiter, Verdict.Go go, Slots.Slot slot) => waiter.Admit(await GoAt(go, slot));
}
