namespace PhStudio.Messaging.Sender.Admission;

/// <summary>Which Senders of a bot live, and what each said of its work. What a Sender said is forgotten with it, <see cref="Alive"/> after its last report.</summary>
public interface ISenderRegistry
{
    /// <summary>For so long after its last report a Sender counts as alive.</summary>
    static readonly TimeSpan Alive = TimeSpan.FromSeconds(5);

    /// <summary>Says that a Sender is alive, and what it has in hand; answers how many are alive.</summary>
    Task<int> ReportAsync(string sender, SenderReport report);

    /// <summary>The reports of the Senders that are alive, by their names.</summary>
    Task<IReadOnlyDictionary<string, SenderReport>> AllAsync();
}
