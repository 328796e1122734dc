namespace PhStudio.Messaging.TelegramEmulator.Faults;

/// <summary>The faults in waiting. The first that fits a call meets it; with none waiting a call pays one read of a field.</summary>
internal sealed class FaultBook
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private volatile bool _any;
    private int _lastId;

    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    public Fault Add(Fault fault)
    {
        lock (_gate)
        {
            var added = fault with { Id = ++_lastId, Met = 0 };
            _faults.Add(added);
            _any = true;
            return added;
        }
    }

    /// <summary>Removes one, or all when <paramref name="id"/> is null; gives how many.</summary>
    public int Clear(int? id = null)
    {
        lock (_gate)
        {
            var removed = _faults.RemoveAll(fault => id is null || fault.Id == id);
            _any = _faults.Count > 0;
            return removed;
        }
    }

    /// <summary>The fault that meets this call, used up by one; null mostly.</summary>
    /// <param name="method">The call's method.</param>
    /// <param name="chat">Its chat, where it names one by number.</param>
    /// <param name="unread">True before the call was read: only <see cref="FaultKind.Refuse"/> can meet it then, and only then.</param>
    public Fault? Take(string method, long? chat, bool unread)
    {
        if (!_any)
        {
            return null;
        }

        lock (_gate)
        {
            var index = _faults.FindIndex(fault => unread == (fault.Kind == FaultKind.Refuse)
                && (fault.Method is null || fault.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
                && (fault.ChatId is null || unread || fault.ChatId == chat)
                && (fault.Probability >= 1 || Random.Shared.NextDouble() < fault.Probability));
            if (index < 0)
            {
                return null;
            }

            var met = _faults[index] with { Met = _faults[index].Met + 1 };
            _faults[index] = met;
            if (met.Met >= met.Count)
            {
                _faults.RemoveAt(index);
                _any = _faults.Count > 0;
            }

            return met;
        }
    }
}
