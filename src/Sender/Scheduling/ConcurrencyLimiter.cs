using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>As many requests at once as there are connections, and some more for urgent messages only.</summary>
internal sealed class ConcurrencyLimiter(int size, int reserve)
{
    private readonly Lock _gate = new();
    private int _free = size + reserve;

    /// <summary>Called whenever a slot came free.</summary>
    public event Action? Freed;

    /// <summary>A slot to be given back by disposing of it; null where none is free for this priority.</summary>
    public Slot? TryTake(Priority priority)
    {
        lock (_gate)
        {
            if (_free <= (PriorityRule.Of(priority).IsUrgent ? 0 : reserve))
            {
                return null;
            }

            _free--;
            return new Slot(this);
        }
    }

    private void GiveBack()
    {
        lock (_gate)
        {
            _free++;
        }

        Freed?.Invoke();
    }

    /// <summary>The right to make one request.</summary>
    internal sealed class Slot(ConcurrencyLimiter slots) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                slots.GiveBack();
            }
        }
    }
}
