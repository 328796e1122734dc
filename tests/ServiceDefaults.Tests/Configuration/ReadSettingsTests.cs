using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Configuration;

/// <summary>A setting that is described and that nobody reads would be set for nothing.</summary>
public sealed partial class ReadSettingsTests
{
    private const string Catalogue = "SettingsCatalogue.cs";

    public static TheoryData<string> Names => [.. Name().Matches(Sources().Single(source => source.File.EndsWith(Catalogue, StringComparison.Ordinal)).Text).Select(match => match.Groups["name"].Value)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_setting_of_the_catalogue_is_read(string name) => Assert.True(
        Sources().Any(source => !source.File.EndsWith(Catalogue, StringComparison.Ordinal) && !source.File.EndsWith("LegacySettings.cs", StringComparison.Ordinal) && source.Text.Contains($"\"{name}\"", StringComparison.Ordinal)),
        $"Nothing in src reads {name}: take it out of {Catalogue}, docs/settings.md, compose.yaml and infra.");

    private static IEnumerable<(string File, string Text)> Sources([CallerFilePath] string here = "") => Directory
        .EnumerateFiles(Path.Combine(Path.GetDirectoryName(here)!, "../../../src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
        .Select(file => (file, File.ReadAllText(file)));

    [GeneratedRegex("""^\s+\["(?<name>[A-Z_]+)"\] = new""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
