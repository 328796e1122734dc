namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>With what arguments our queues are declared: those of another kind are refused by the broker.</summary>
public static class QueueProperties
{
    /// <summary>Of every queue that a service consumes from.</summary>
    public static IDictionary<string, object?> Ours => new Dictionary<string, object?> { [Topology.QueueType] = "quorum", [Topology.DeadLetterExchange] = Topology.DeadLetters };
}
