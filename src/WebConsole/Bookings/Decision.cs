namespace PhStudio.Messaging.WebConsole.Bookings;

/// <summary>What somebody decides about a booking.</summary>
/// <param name="Route">The last part of its call.</param>
/// <param name="Verb">On the button.</param>
/// <param name="Done">What is said when it was done.</param>
/// <param name="Words">What the typed words are called.</param>
/// <param name="Help">What becomes of it.</param>
public sealed record Decision(string Route, string Verb, string Done, string Words, string Help)
{
    /// <summary>How many characters the words may have over HTTP.</summary>
    public int MaxLength => Route == "confirm" ? 1000 : 500;

    /// <summary>The body of the call. The decider is the key: a key that speaks for others names itself.</summary>
    public object Body(string by, string words)
    {
        var text = string.IsNullOrWhiteSpace(words) ? null : words.Trim();
        return Route == "confirm" ? new { By = by, AdditionalInfo = text } : new { By = by, Reason = text };
    }
}

internal static class Decisions
{
    public static readonly Decision Confirm = new("confirm", "Confirm", "The booking is confirmed.", "What the customer is told with it (optional)", "Staff's cards show it, the platform and the customer are told.");
    public static readonly Decision Reject = new("reject", "Reject", "The booking is rejected.", "Reason (optional)", "Staff's cards show it, the platform and the customer are told.");
    public static readonly Decision Cancel = new("cancel", "Cancel", "The booking is cancelled.", "Reason (optional)", "Staff's cards show it, the platform and the customer are told.");
    public static readonly Decision Keep = new("refuse-undo", "Rule out undo of", "The decision stays.", "Reason (optional)", "Nobody can take the decision back from now on; its Undo button goes.");
    public static readonly Decision Reopen = new("reopen", "Reopen", "The booking waits for a decision again.", "Reason (optional)", "Staff are asked again.");
}
