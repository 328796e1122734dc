using System.Text.RegularExpressions;

namespace PhStudio.Messaging.InfraTests;

/// <summary>What <c>docs/settings.md</c> says of one setting.</summary>
internal sealed partial record DocumentedSetting(string Service, string Name, bool IsSecret)
{
    /// <summary>Every setting of every service.</summary>
    public static IReadOnlyList<DocumentedSetting> All()
    {
        var settings = new List<DocumentedSetting>();
        var service = "";
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "docs", "settings.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                service = line[3..].Trim();
            }
            else if (Row().Match(line) is { Success: true } row)
            {
                settings.Add(new DocumentedSetting(service, row.Groups["name"].Value, line.Contains("also as a file named by", StringComparison.Ordinal)));
            }
        }

        Assert.True(settings.Count > 50, $"docs/settings.md is read as {settings.Count} settings only");
        return settings;
    }

    [GeneratedRegex("^  (?<name>[A-Z][A-Z0-9_]+) ")]
    private static partial Regex Row();
}
