using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Scheduling;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>What the steps of <see cref="DeliveryPipeline"/> pass on: the request under way, its outcome, and in the end the result.</summary>
internal abstract class DeliveryContext(long? place, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>A group moves once (docs/telegram.md 18). More than this leads in a circle.</summary>
    private const int MaxMoves = 5;

    private static readonly TelegramOutcome InACircle = new TelegramOutcome.Permanent(FailureReason.ChatNotFound, "the chat's moves lead in a circle");

    private string? _movedTo;
    private int _moves;
    private long? _startPlace = place;

    /// <summary>The chat that it was ordered for.</summary>
    public abstract string OrderedChatId { get; }

    /// <summary>How urgent it is.</summary>
    public abstract Priority Priority { get; }

    /// <summary>The entry in the ledger of what is sent next, which admits it and may be claimed with the limits; null for what has none, an edit.</summary>
    public virtual LedgerKey? Entry => null;

    /// <summary>For how many messages it counts in the limits.</summary>
    public virtual int Weight => 1;

    /// <summary>True for what changes a message: that stays behind where the group was before it became a supergroup, and the same number means another message there.</summary>
    public virtual bool IsOfItsChatOnly => false;

    /// <summary>True where no earlier delivery can have left an entry in the ledger.</summary>
    public abstract bool IsFirst { get; }

    /// <summary>Takes effect only while it waits: a request under way is always brought to its end.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The chat where the ordered one is now, as far as it is known.</summary>
    public string ChatId
    {
        get => _movedTo ?? OrderedChatId;
        set => _movedTo = value;
    }

    /// <summary>The place in the chat's queue; null where it has none yet.</summary>
    public long? Place { get; set; } = place;

    /// <summary>True where it was decided to send an unknown message again.</summary>
    public bool EvenUnknown { get; set; }

    /// <summary>True where the chat is tried although Telegram said that nothing reaches it.</summary>
    public bool EvenUnreachable { get; set; }

    /// <summary>What the scheduler answered.</summary>
    public Turn? Turn { get; set; }

    /// <summary>Set where no request was made because somebody else made or makes it.</summary>
    public Claim? NotOurs { get; set; }

    /// <summary>Which attempt the next request is, where the ledger does not count them.</summary>
    public virtual int NextAttempt => 1;

    /// <summary>True where this delivery claimed an entry in the ledger, which stays there though the claim was given back.</summary>
    public bool WasClaimed { get; set; }

    /// <summary>Which attempt the request is.</summary>
    public int Attempt { get; set; }

    /// <summary>What came back.</summary>
    public TelegramResponse? Response { get; set; }

    /// <summary>What that means; null where there was no request, or where it is to be made again, nothing having been used up.</summary>
    public TelegramOutcome? Outcome { get; set; }

    /// <summary>What became of it; null until that is certain.</summary>
    public DeliveryResult? Result { get; set; }

    /// <summary>Ends it.</summary>
    /// <returns>False: no step goes on.</returns>
    public bool End(DeliveryResult result)
    {
        Result = result;
        return false;
    }

    /// <summary>
    /// Telegram or a note said that the chat moved: what is known of it now is looked at before the next request, also where the old one was tried in spite of its note.
    /// That ends with an outcome where it was said too often, whatever became of the notes.
    /// </summary>
    /// <returns>False where it ended.</returns>
    public bool Move()
    {
        EvenUnreachable = false;
        Outcome = ++_moves > MaxMoves ? InACircle : null;
        return Outcome is null;
    }

    /// <summary>The next request is the same again, and begins with the place that this one began with.</summary>
    public void Restart() => Restart(_startPlace);

    /// <summary>The next request is another one, and begins with this place.</summary>
    public void Restart(long? place)
    {
        (_startPlace, Place, _movedTo, _moves, EvenUnreachable) = (place, place, null, 0, false);
    }

    /// <summary>Another request may have the connection.</summary>
    public void FreeSlot() => Turn?.Slot?.Dispose();

    public virtual void Dispose() => FreeSlot();
}
