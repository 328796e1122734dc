using PhStudio.Messaging.WebConsole.Calls;

namespace PhStudio.Messaging.WebConsole.Overview;

/// <summary>Is all well, in one sentence.</summary>
internal static class Verdict
{
    /// <summary>More calls that are refused again mean a message in a loop.</summary>
    private const int FewRefusals = 5;

    /// <summary>Telegram keeps its last error for ever.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>The sentence.</summary>
    /// <param name="status">What the Gateway says.</param>
    /// <param name="overdue">Bookings that wait for a decision beyond their escalation.</param>
    /// <param name="now">The present moment.</param>
    public static (bool IsWell, string Sentence) Of(StatusAnswer status, int overdue, DateTimeOffset now)
    {
        var ill = status.Parts.Where(part => part.Value != "healthy").Select(part => part.Key).Order(StringComparer.Ordinal).ToList();
        if (status.Error is { } error)
        {
            return (false, $"Not all is well: {error}");
        }

        if (ill.Count > 0)
        {
            return (false, $"Not all is well: {string.Join(", ", ill)} {(ill.Count == 1 ? "is" : "are")} missing.");
        }

        if (status.Circuit is "open")
        {
            return (false, "Telegram is not called for now: its circuit is open.");
        }

        return Buts(status, overdue, now).ToList() is { Count: > 0 } buts ? (false, $"All parts work, but {string.Join("; ", buts)}.") : (true, "All is well.");
    }

    private static IEnumerable<string> Buts(StatusAnswer status, int overdue, DateTimeOffset now)
    {
        if (status.WebhookProblem is { } problem)
        {
            yield return $"the webhook is wrong: {problem.TrimEnd('.')}";
        }
        else if (now - status.LastWebhookErrorAt < Recent)
        {
            yield return $"Telegram could not deliver an update ({status.LastWebhookError})";
        }

        if (overdue > 0)
        {
            yield return $"{Count(overdue, "booking waits", "bookings wait")} for a decision although the managers were called";
        }

        if (status.Failed is > 0 and var failed)
        {
            // Without a broker there is no queue of failed ones.
            yield return status.Queues is null
                ? $"{Count(failed, "message", "messages")} failed in the last day: Messages says why"
                : $"{Count(failed, "message was", "messages were")} given up and {(failed == 1 ? "lies" : "lie")} under Failed";
        }

        if (status.Unknown is > 0 and var unknown)
        {
            yield return $"of {Count(unknown, "message", "messages")} nobody knows whether {(unknown == 1 ? "it" : "they")} arrived";
        }

        if (status.CallbacksFailing is > 0 and var failing)
        {
            yield return $"the platform does not take {Count(failing, "callback", "callbacks")}";
        }

        if (status.RefusedAgain is > FewRefusals and var refused)
        {
            yield return $"Telegram refused the same messages again and again ({refused} times in ten minutes)";
        }

        if (status.Unsent is > 0 and var unsent)
        {
            yield return $"{Count(unsent, "message was", "messages were")} given up in Redis: GET /unsent says why, POST /unsent/replay sends again";
        }

        if (status.TemplateProblems is { Count: > 0 } problems)
        {
            yield return $"{Count(problems.Count, "template was", "templates were")} refused";
        }
    }

    private static string Count(long count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
