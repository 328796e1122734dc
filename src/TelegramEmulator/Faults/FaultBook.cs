namespace PhStudio.Messaging.TelegramEmulator.Faults;

/// <summary>The faults in waiting. The first that fits a call meets it; with none waiting a call pays one read of a field.</summary>
internal sealed class FaultBook
{
    private readonly Lock gate = new();
    private readonly List<Fault> faults = [];
    private volatile bool any;
    private int lastId;

    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (gate)
            {
                return [.. faults];
            }
        }
    }

    public Fault Add(Fault fault)
    {
        lock (gate)
        {
            var added = fault with { Id = ++lastId, Met = 0 };
            faults.Add(added);
            any = true;
            return added;
        }
    }

    /// <summary>Removes one, or all when <paramref name="id"/> is null; gives how many.</summary>
    public int Clear(int? id = null)
    {
        lock (gate)
        {
            var removed = faults.RemoveAll(fault => id is null || fault.Id == id);
            any = faults.Count > 0;
            return removed;
        }
    }

    /// <summary>The fault that meets this call, used up by one; null mostly.</summary>
    /// <param name="method">The call's method.</param>
    /// <param name="chat">Its chat, where it names one by number.</param>
    /// <param name="unread">True before the call was read: only <see cref="FaultKind.Refuse"/> can meet it then, and only then.</param>
    public Fault? Take(string method, long? chat, bool unread)
    {
        if (!any)
        {
            return null;
        }

        lock (gate)
        {
            var index = faults.FindIndex(fault => unread == (fault.Kind == FaultKind.Refuse)
                && (fault.Method is null || fault.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
                && (fault.ChatId is null || unread || fault.ChatId == chat)
                && (fault.Probability >= 1 || Random.Shared.NextDouble() < fault.Probability));
            if (index < 0)
            {
                return null;
            }

            var met = faults[index] with { Met = faults[index].Met + 1 };
            faults[index] = met;
            if (met.Met >= met.Count)
            {
                faults.RemoveAt(index);
                any = faults.Count > 0;
            }

            return met;
        }
    }
}
