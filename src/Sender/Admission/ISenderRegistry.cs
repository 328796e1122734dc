namespace PhStudio.Messaging.Sender.Admission;

/// <summary>Which Senders of a bot are alive, and what each reported. A report expires with its Sender, <see cref="Alive"/> after the last one.</summary>
public interface ISenderRegistry
{
    /// <summary>For so long after its last report a Sender counts as alive.</summary>
    static readonly TimeSpan Alive = TimeSpan.FromSeconds(5);

    /// <summary>Reports that a Sender is alive and its messages in progress; answers how many are alive.</summary>
    Task<int> ReportAsync(string sender, SenderReport report);

    /// <summary>The reports of the Senders that are alive, by their names.</summary>
    Task<IReadOnlyDictionary<string, SenderReport>> AllAsync();
}
