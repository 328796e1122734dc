using System.Globalization;
using MassTransit;

namespace PhStudio.Messaging.RedisIntegration.Messages;

/// <summary>
/// A saga takes a timeout only with the token of its current schedule. MassTransit drops that header when it redelivers a timeout that failed, and a
/// scheduler that then puts its own token there has the saga throw the timeout away. So the token travels in a second header, which redelivery keeps.
/// </summary>
internal static class SchedulingToken
{
    private const string Kept = "Redis-Scheduling-Token";

    /// <summary>Puts the token on a message that is about to wait: a new one gets its own, a redelivered one keeps what it had.</summary>
    public static void Mark(Dictionary<string, object?> headers, Guid orderToken)
    {
        if (headers.ContainsKey(MessageHeaders.RedeliveryCount))
        {
            headers.Remove(MessageHeaders.SchedulingTokenId);
            if (headers.TryGetValue(Kept, out var kept))
            {
                headers[MessageHeaders.SchedulingTokenId] = Convert.ToString(kept, CultureInfo.InvariantCulture);
            }

            return;
        }

        headers.TryAdd(MessageHeaders.SchedulingTokenId, orderToken.ToString("N"));
        headers[Kept] = Convert.ToString(headers[MessageHeaders.SchedulingTokenId], CultureInfo.InvariantCulture);
    }
}
