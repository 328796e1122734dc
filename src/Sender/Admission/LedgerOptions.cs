namespace PhStudio.Messaging.Sender.Admission;

/// <summary>How long the ledger remembers, and who writes in it.</summary>
public sealed record LedgerOptions
{
    /// <summary>How long an entry is kept after its last change, from <c>SENDER_LEDGER_DAYS</c>: edits and repeated orders find the message that long. Default: 30 days.</summary>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long an entry is kept.</summary>
    internal TimeSpan ExpiryOf(LedgerKey key) => key.Life is { } life && life < Expiry ? life : Expiry;

    /// <summary>How long a claim holds without an update: longer than any request lasts. Default: 35 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>This process, different from every other. Default: a new id.</summary>
    public string Owner { get; init; } = Guid.NewGuid().ToString("N");
}
