namespace PhStudio.Messaging.Contracts;

/// <summary>Since when the oldest message of a lane waits.</summary>
public sealed record LaneWait
{
    /// <summary>The lane.</summary>
    public required Priority Priority { get; init; }

    /// <summary>When it was ordered; of one with its own time (<c>send_at</c>) that time.</summary>
    public required DateTimeOffset Since { get; init; }
}
