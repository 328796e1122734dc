using System.Globalization;

namespace PhStudio.Messaging.TestKit;

/// <summary>How much a test does: little in the normal run, as much as an environment variable asks for in a full one.</summary>
public static class Count
{
    public static int Of(string variable, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var asked) ? asked : fallback;
}
