namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>The answer of <c>GET /messages/counts</c>.</summary>
public sealed record MessageCountList(string Span, int StepSeconds, IReadOnlyList<MessageCount> Parts);

/// <summary>How many messages of a stretch of time are in which state.</summary>
public sealed record MessageCount(DateTimeOffset At, long Sent, long Queued, long Failed, long Expired, long Unknown, long Deferred = 0)
{
    public long Total => Sent + Queued + Failed + Expired + Unknown;

    /// <summary>Of several stretches.</summary>
    public static MessageCount Sum(IEnumerable<MessageCount> parts) =>
        parts.Aggregate(new MessageCount(default, 0, 0, 0, 0, 0), (sum, part) => new(default, sum.Sent + part.Sent, sum.Queued + part.Queued, sum.Failed + part.Failed, sum.Expired + part.Expired, sum.Unknown + part.Unknown, sum.Deferred + part.Deferred));
}
