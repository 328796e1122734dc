using System.Text.RegularExpressions;

namespace PhStudio.Messaging.SystemTests;

/// <summary>docs/settings.md is what the services say of themselves.</summary>
public sealed partial class DocumentedSettingsTests
{
    [Theory]
    [InlineData("Gateway")]
    [InlineData("Sender")]
    [InlineData("WebhookProcessor")]
    public async Task Every_setting_of_a_service_is_documented_as_its_help_says_it(string service)
    {
        await using var process = ServiceProcess.Start(service, new Dictionary<string, string>(), "--help");
        await process.ExitAsync();
        var documented = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "settings.md"));

        var lines = process.Output.Split('\n').Where(line => Setting().IsMatch(line)).ToList();
        Assert.True(lines.Count >= 10, $"{service} --help lists {lines.Count} settings:\n{process.Output}");
        // Each says what it is for before its form.
        Assert.All(lines, line => Assert.Matches(@"^  [A-Z_]+ +[A-Z].+\. Form: .+\. (.*Default: .+\.|Required\..*)", line));
        // A number says its unit.
        Assert.All(lines.Where(line => NumberOf().IsMatch(line)), line => Assert.Matches(@"number of (seconds|minutes|hours|days|milliseconds)|Unit: |messages|requests|a port|from \d+ to \d+", line));
        foreach (var line in lines)
        {
            Assert.True(documented.Contains(line.TrimEnd(), StringComparison.Ordinal), $"docs/settings.md lacks this line of {service} --help:\n{line}\nRun docs/write-settings to write the page again.");
        }
    }

    [GeneratedRegex("Form: a (whole )?number")]
    private static partial Regex NumberOf();

    [GeneratedRegex("^  [A-Z_]+ ")]
    private static partial Regex Setting();
}
