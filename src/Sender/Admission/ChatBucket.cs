namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// One chat's limits and its queue, in microseconds; the same steps as <see cref="LimiterScripts"/>, in C#.
/// <para>There are two counts. What is <i>spent</i> (real time) is what Telegram has seen: the limit itself.
/// The <i>line</i> gives each waiting message a place on the chat's own clock, which stops while the chat is closed by a 429
/// and steps back when an urgent message goes ahead: so all waiting messages move together, and their order stays.</para>
/// </summary>
internal sealed class ChatBucket
{
    private readonly Count _spent = new();
    private readonly Count _line = new();
    private long _lastPlace;
    private long _behind;
    private long _closedUntil;

    /// <summary>When a message may go, in real time, and its place.</summary>
    public Slot Look(long now, ChatPace pace, bool urgent, long? place, int weight = 1)
    {
        var free = Math.Max(Math.Max(now, _closedUntil), _spent.Next(pace, weight));

        if (urgent)
        {
            // An urgent place is a moment of real time that was already spent for it, unless the chat was closed over it.
            return place is { } kept && kept >= _closedUntil ? new Slot(Math.Max(now, kept), kept, Paid: true) : new Slot(free, free, Paid: false);
        }

        var clock = Clock(now);
        var mine = place ?? Math.Max(clock, _line.Next(pace, weight));
        return new Slot(mine > clock ? Math.Max(mine + _behind, free) : free, mine, Paid: place is not null);
    }

    /// <summary>Reserves the place.</summary>
    public void Reserve(long now, ChatPace pace, bool urgent, Slot slot, int weight = 1)
    {
        if (slot.Paid)
        {
            return;
        }

        if (urgent)
        {
            _spent.Add(slot.At, pace, weight);
            StepAside(now, pace, slot.At, weight);
        }
        else
        {
            _line.Add(slot.Place, pace, weight);
            _lastPlace = Math.Max(_lastPlace, slot.Place);
        }
    }

    /// <summary>The message goes.</summary>
    public void Take(long now, ChatPace pace, bool urgent, Slot slot, long at, int weight = 1)
    {
        if (urgent && slot.Paid)
        {
            return;
        }

        _spent.Add(at, pace, weight);
        if (urgent)
        {
            StepAside(now, pace, at, weight);
        }
        else if (!slot.Paid)
        {
            _line.Add(Math.Max(slot.Place, at - _behind), pace, weight);
        }
    }

    /// <summary>Closes the chat; its clock stops until then.</summary>
    public void Close(long now, long until)
    {
        if (until <= _closedUntil)
        {
            return;
        }

        _behind += until - Math.Max(now, _closedUntil);
        _closedUntil = until;
    }

    /// <summary>True when the chat took so much recently that a 429 may be its own.</summary>
    public bool IsBusy(long now, ChatPace pace) => _spent.IsBusy(now, pace);

    /// <summary>Until when a 429 closes it, in microseconds; what is past says nothing.</summary>
    public long ClosedUntil => _closedUntil;

    /// <summary>True when the state can be dropped without a loss.</summary>
    public bool IsIdle(long now) => Math.Max(Math.Max(_spent.Latest, _closedUntil), _line.Latest + _behind) < now;

    private long Clock(long now) => Math.Max(now, _closedUntil) - _behind;

    private void StepAside(long now, ChatPace pace, long at, int weight)
    {
        if (_lastPlace > Clock(now))
        {
            _behind += pace.Displacement * weight;
        }
        else
        {
            _line.Add(at - _behind, pace, weight);
        }
    }

    /// <summary>A moment that a message may have.</summary>
    /// <param name="At">In real time.</param>
    /// <param name="Place">To be shown on return: real time for an urgent one, the chat's own clock for any other.</param>
    /// <param name="Paid">True when an earlier visit already took it out of the count.</param>
    internal readonly record struct Slot(long At, long Place, bool Paid);

    /// <summary>When the bucket of each of the two limits is empty again.</summary>
    private sealed class Count
    {
        private long _seconds;
        private long _minute;

        public long Latest => Math.Max(_seconds, _minute);

        /// <summary>The next free moment for so many at once; more than a rested chat takes at once wait until it has rested.</summary>
        public long Next(ChatPace pace, int weight) => Math.Max(_seconds - pace.Short.Ahead + pace.Short.More(weight), _minute - pace.Minute.Ahead + pace.Minute.More(weight));

        public void Add(long at, ChatPace pace, int weight)
        {
            _seconds = Math.Max(at, _seconds) + (pace.Short.Step * weight);
            _minute = Math.Max(at, _minute) + (pace.Minute.Step * weight);
        }

        /// <summary>A single message leaves one step to wait for: a chat with more than one and a half, or half of a minute's share, is busy.</summary>
        public bool IsBusy(long now, ChatPace pace) =>
            (pace.Short.Step > 0 && 2 * (_seconds - now) > 3 * pace.Short.Step) || (pace.Minute.Step > 0 && 2 * (_minute - now) > pace.Minute.Ahead);
    }
}
