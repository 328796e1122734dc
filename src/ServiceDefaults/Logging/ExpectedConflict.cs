using MassTransit;

namespace PhStudio.Messaging.ServiceDefaults.Logging;

/// <summary>
/// Two writers met at one saga and one of them reads again: that is how the first decision wins, not a fault. MassTransit
/// writes a warning with the whole exception for each; with fifty people pressing at once they would bury the log.
/// A conflict that no repetition solved is still an error of its own.
/// </summary>
public static class ExpectedConflict
{
    /// <summary>True for the line that says that a conflict is tried again.</summary>
    public static bool Is(Exception? exception, string message) =>
        exception is ConcurrencyException && message.StartsWith("R-RETRY", StringComparison.Ordinal);
}
