using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>What a Sender reports with each heartbeat.</summary>
/// <param name="InHand">How many messages it took from the queues and has not sent yet.</param>
/// <param name="Since">When it took the oldest of them; null where there is none.</param>
/// <param name="RefusedAgain">How many calls Telegram refused in the last ten minutes for messages that it had refused before.</param>
/// <param name="Lanes">When the oldest of them was ordered, by lane; null where there is none.</param>
public sealed record SenderReport(int InHand, DateTimeOffset? Since, int RefusedAgain, IReadOnlyDictionary<Priority, DateTimeOffset>? Lanes = null)
{
    /// <summary>Both together: what waits is added up, and the oldest is the older of the two.</summary>
    public static SenderReport operator +(SenderReport one, SenderReport other) => Add(one, other);

    /// <summary>The operator as a method.</summary>
    public static SenderReport Add(SenderReport one, SenderReport other) =>
        new(one.InHand + other.InHand, one.Since is { } since && !(other.Since < since) ? since : other.Since ?? one.Since, one.RefusedAgain + other.RefusedAgain, Oldest(one.Lanes, other.Lanes));

    private static IReadOnlyDictionary<Priority, DateTimeOffset>? Oldest(IReadOnlyDictionary<Priority, DateTimeOffset>? one, IReadOnlyDictionary<Priority, DateTimeOffset>? other) =>
        one is null || other is null ? one ?? other : one.Concat(other).GroupBy(lane => lane.Key).ToDictionary(lane => lane.Key, lane => lane.Min(since => since.Value));
}
