using MassTransit;

namespace PhStudio.Messaging.ServiceDefaults.Logging;

/// <summary>
/// A conflict of two writers at one saga is expected, not a fault: the first decision wins. MassTransit
/// writes a warning with the whole exception for each; with fifty people pressing at once they would fill the log.
/// A conflict that no retry solved is still logged as an error.
/// </summary>
public static class ExpectedConflict
{
    /// <summary>True for the line that says that a conflict is tried again.</summary>
    public static bool Is(Exception? exception, string message) =>
        exception is ConcurrencyException && message.StartsWith("R-RETRY", StringComparison.Ordinal);
}
