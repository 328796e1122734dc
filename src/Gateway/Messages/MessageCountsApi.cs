using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>The messages of the last hour, or the last day, by state.</summary>
internal static class MessageCountsApi
{
    /// <summary>What <c>span</c> may be.</summary>
    public static readonly string[] Spans = ["hour", "day"];

    public static async Task<IResult> CountAsync(HttpRequest request, IMessageStatusStore statuses, StudioDay days, TimeProvider time)
    {
        var query = new ListQuery(request, days, isPaged: false);
        var span = query.OneOf("span", Spans) ?? "hour";
        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        var (parts, step) = span == "day" ? (24, TimeSpan.FromHours(1)) : (12, TimeSpan.FromMinutes(5));
        // Whole steps, so that a message stays in the same part from one call to the next.
        var end = new DateTimeOffset(((time.GetUtcNow().UtcTicks / step.Ticks) + 1) * step.Ticks, TimeSpan.Zero);
        var counts = await statuses.CountAsync([.. Enumerable.Range(0, parts).Select(part => end - ((parts - part) * step))], end).WaitAsync(Deadlines.Question);
        return TypedResults.Ok(new CountedMessages(span, (int)step.TotalSeconds, counts));
    }

    /// <summary>The answer.</summary>
    /// <param name="Span">What was asked for.</param>
    /// <param name="StepSeconds">How long each part is.</param>
    /// <param name="Parts">The oldest first.</param>
    internal sealed record CountedMessages(string Span, int StepSeconds, IReadOnlyList<MessageCounts> Parts);
}
