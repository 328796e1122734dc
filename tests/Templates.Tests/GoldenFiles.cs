using System.Text;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>
/// What people read, as text in the pull request. After a wanted change run the tests with <c>UPDATE_GOLDEN=1</c> and read the difference.
/// </summary>
public sealed class GoldenFiles(BuiltInLibrary builtIn) : IClassFixture<BuiltInLibrary>
{
    public static TheoryData<string, string> All() =>
    [
        .. from contract in TemplateContracts.All
           from language in BuiltInTemplates.Languages
           select (language, contract.Type),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void The_sample_values_give_the_reviewed_text(string language, string type)
    {
        var text = Rendered(builtIn.Library, language, type);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.Combine(SourceFolder(), "golden", language));
            File.WriteAllText(Path.Combine(SourceFolder(), PathOf(language, type)), text);
            return;
        }

        Assert.Equal(Reviewed(language, type), text);
    }

    /// <summary>What people read, as it was reviewed.</summary>
    internal static string Reviewed(string language, string type) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, PathOf(language, type)));

    /// <summary>What a library makes of the sample values.</summary>
    internal static string Rendered(TemplateLibrary library, string language, string type)
    {
        var contract = TemplateContracts.Find(type)!;
        var text = new StringBuilder(library.Render(type, language, contract.Samples).Text).Append('\n');
        var required = contract.Values.Where(v => v.Required).ToDictionary(v => v.Name, v => v.Sample);
        if (required.Count < contract.Values.Count)
        {
            text.Append("\n=== without optional values ===\n").Append(library.Render(type, language, required).Text).Append('\n');
        }

        return text.ToString();
    }

    private static string PathOf(string language, string type) => Path.Combine("golden", language, $"{type}.txt");

    private static string SourceFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Templates.Tests.csproj")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run below their source folder.");
        }

        return folder.FullName;
    }
}
