namespace PhStudio.Messaging.Sender.Gate;

/// <summary>How a message came through the <see cref="Turnstile"/>.</summary>
public abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>Make the request now, then dispose of the slot.</summary>
    /// <param name="Slot">The connection kept for it.</param>
    /// <param name="Place">The message's place in its chat's line, should it have to come back.</param>
    public sealed record Go(IDisposable Slot, long Place) : Admission;

    /// <summary>Its chat must wait: come back then.</summary>
    /// <param name="Until">When.</param>
    /// <param name="Place">To be shown on return.</param>
    public sealed record Wait(DateTimeOffset Until, long Place) : Admission;
}
