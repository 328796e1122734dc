using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Gate;

/// <summary>As many requests at once as there are connections, and some more for urgent messages only.</summary>
internal sealed class Slots(int size, int reserve)
{
    private readonly Lock gate = new();
    private int free = size + reserve;

    /// <summary>Called whenever a slot came free.</summary>
    public event Action? Freed;

    /// <summary>A slot to be given back by disposing of it; null where none is free for this priority.</summary>
    public Slot? TryTake(Priority priority)
    {
        lock (gate)
        {
            if (free <= (Urgency.IsUrgent(priority) ? 0 : reserve))
            {
                return null;
            }

            free--;
            return new Slot(this);
        }
    }

    private void GiveBack()
    {
        lock (gate)
        {
            free++;
        }

        Freed?.Invoke();
    }

    /// <summary>The right to make one request.</summary>
    internal sealed class Slot(Slots slots) : IDisposable
    {
        private int given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) == 0)
            {
                slots.GiveBack();
            }
        }
    }
}
