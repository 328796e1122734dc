using PhStudio.Messaging.WebConsole.Calls;

namespace PhStudio.Messaging.WebConsole.Overview;

/// <summary>Is all well, in one sentence.</summary>
internal static class Verdict
{
    public static (bool IsWell, string Sentence) Of(StatusAnswer status)
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

        if (status.Unsent is { } unsent)
        {
            return (false, $"All parts work, and {unsent} {(unsent == 1 ? "message was" : "messages were")} given up in Redis: GET /unsent says why, POST /unsent/replay sends again.");
        }

        if (status.TemplateProblems is { Count: > 0 } problems)
        {
            return (false, $"All parts work, and {problems.Count} {(problems.Count == 1 ? "template was" : "templates were")} refused.");
        }

        return (true, "All is well.");
    }
}
