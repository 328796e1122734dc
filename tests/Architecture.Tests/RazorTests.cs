namespace PhStudio.Messaging.Architecture.Tests;

/// <summary>Razor shows what it does not know as text.</summary>
public sealed class RazorTests
{
    [Fact]
    public void No_line_of_code_is_shown_as_text()
    {
        var shown = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => File.ReadLines(file).Where(line => line.StartsWith("using ", StringComparison.Ordinal)).Select(line => $"{Path.GetFileName(file)}: {line}"));

        Assert.Empty(shown);
    }
}
