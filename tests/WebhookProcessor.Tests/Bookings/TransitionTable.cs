using System.Runtime.CompilerServices;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>The table of src/WebhookProcessor/Bookings/Saga/README.md, by its cells.</summary>
internal static class TransitionTable
{
    /// <summary>The first line: the states.</summary>
    public static List<string> Header() => Lines()[0];

    /// <summary>The other lines: an event, and what it does in each state.</summary>
    public static IEnumerable<List<string>> Rows() => Lines().Skip(2);

    private static List<List<string>> Lines([CallerFilePath] string here = "")
    {
        var readme = Path.Combine(Path.GetDirectoryName(here)!, "../../../src/WebhookProcessor/Bookings/Saga/README.md");
        return [.. File.ReadLines(readme).Where(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim()).ToList())];
    }
}
