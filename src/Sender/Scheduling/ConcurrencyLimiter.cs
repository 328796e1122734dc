using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>Allows as many requests at once as there are connections, and some more for urgent messages only: these do not keep the others from a connection that is freed.</summary>
internal sealed class ConcurrencyLimiter(int size, int reserve)
{
    private readonly Lock _gate = new();
    private int _size = size;
    private int _reserve = reserve;
    private int _taken;
    private int _takenOfReserve;

    /// <summary>Called whenever a slot is freed.</summary>
    public event Action? Freed;

    /// <summary>How many there are, beside the reserve.</summary>
    public int Size => _size;

    /// <summary>Changes the limit, and the reserve for urgent messages. Requests under way end normally.</summary>
    public void Resize(int slots, int urgent)
    {
        lock (_gate)
        {
            (_size, _reserve) = (slots, urgent);
        }

        Freed?.Invoke();
    }

    /// <summary>A slot to be given back by disposing of it; null where none is free for this priority.</summary>
    public Slot? TryTake(Priority priority)
    {
        lock (_gate)
        {
            var isOfReserve = _taken >= _size;
            if (isOfReserve && (!PriorityRule.Of(priority).IsUrgent || _taken + _takenOfReserve >= _size + _reserve))
            {
                return null;
            }

            Count(isOfReserve, 1);
            return new Slot(this, isOfReserve);
        }
    }

    private void Count(bool isOfReserve, int change)
    {
        _taken += isOfReserve ? 0 : change;
        _takenOfReserve += isOfReserve ? change : 0;
    }

    private void GiveBack(bool isOfReserve)
    {
        lock (_gate)
        {
            Count(isOfReserve, -1);
        }

        Freed?.Invoke();
    }

    /// <summary>The right to make one request.</summary>
    internal sealed class Slot(ConcurrencyLimiter slots, bool isOfReserve) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                slots.GiveBack(isOfReserve);
            }
        }
    }
}
