namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The key of an entry in the ledger: a message, or one part of a long one. In Redis it is <c>sender:&lt;bot&gt;:ledger:&lt;message&gt;[:&lt;part&gt;]</c> (<see cref="RedisLedger"/>).</summary>
/// <param name="MessageId">The message's own id.</param>
/// <param name="Part">0 for the whole message, 1 and on for its parts where it had to be split.</param>
public readonly record struct LedgerKey(Guid MessageId, int Part = 0)
{
    /// <summary>How long what is written now is kept, where that is shorter than <see cref="LedgerOptions.Expiry"/>. It makes no other key.</summary>
    public TimeSpan? Life { get; init; }

    /// <summary>True for the same message or part.</summary>
    public bool Equals(LedgerKey other) => MessageId == other.MessageId && Part == other.Part;

    public override int GetHashCode() => HashCode.Combine(MessageId, Part);

    /// <summary>The key's text.</summary>
    public override string ToString() => Part == 0 ? MessageId.ToString("N") : $"{MessageId:N}:{Part}";
}
