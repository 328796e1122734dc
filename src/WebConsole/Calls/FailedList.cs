namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>The answer of <c>GET /queues</c>.</summary>
public sealed record QueueList(IReadOnlyList<QueueItem> Queues);

public sealed record QueueItem(string Name, string Kind, long Ready, long Consumers);

/// <summary>The answer of <c>GET /queues/{queue}/reasons</c>.</summary>
public sealed record ReasonList(string Queue, IReadOnlyList<ReasonItem> Reasons, long NotLookedAt = 0);

/// <summary>The failed messages of one reason.</summary>
public sealed record ReasonItem(string Reason, int Count, DateTimeOffset? FirstAt, DateTimeOffset? LastAt, int Undated = 0);

/// <summary>The answer of <c>GET /queues/{queue}/messages</c>.</summary>
public sealed record FailedList(string Queue, IReadOnlyList<FailedItem> Messages, long NotLookedAt = 0);

/// <summary>A failed message.</summary>
public sealed record FailedItem(string Id, string? Queue, string? Type, string? Reason, DateTimeOffset? At, int Returns, string? Consumer, int? Attempts)
{
    /// <summary>Its type without its namespace.</summary>
    public string ShortType => Type is null ? "plain JSON" : Type[(Type.LastIndexOfAny(['.', ':']) + 1)..];
}

/// <summary>The answer of <c>GET /queues/{queue}/messages/{id}</c>.</summary>
public sealed record FailedDetails(FailedItem Message, IReadOnlyDictionary<string, string?> Headers, string? Body);

/// <summary>What a replay or a discarding did.</summary>
public sealed record Settled(string Queue, int Moved, long Left, IReadOnlyList<string> Ids, long NotLookedAt = 0);
