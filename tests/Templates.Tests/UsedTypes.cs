using System.Runtime.CompilerServices;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>Each text is rendered by the product somewhere: one that nobody reads would be translated and checked for nothing.</summary>
public sealed class UsedTypes
{
    private static readonly string[] Outcomes = ["confirmed", "rejected", "cancelled", "expired"];

    private static readonly (string Beginning, string[] Ends)[] Composed =
    [
        ("button_", Outcomes),
        ("customer_", Outcomes),
        ("popup_", [.. Outcomes, "language_set", "language_set_chat"]),
        ("popup_already_", Outcomes),
    ];

    public static TheoryData<string> Types => [.. TemplateContracts.All.Select(contract => contract.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_type_is_named_in_the_code_that_renders_it(string type) =>
        Assert.True(IsUsed(type, Code()), $"Nothing in src names the text {type}: render it, or take it out of src/Templates/Types and of each language.");

    [Fact]
    public void A_type_that_nothing_names_is_found()
    {
        Assert.False(IsUsed("button_confirm", """say("button_confirmed")"""));
        Assert.False(IsUsed("button_more", """say($"button_{state}")"""));
        Assert.True(IsUsed("customer_confirmed", """say($"customer_{state}")"""));
    }

    // As a text of its own; or put together of a beginning and one of these ends.
    private static bool IsUsed(string type, string code) => code.Contains($"\"{type}\"", StringComparison.Ordinal)
        || Composed.Any(composed => composed.Ends.Any(end => composed.Beginning + end == type) && code.Contains($"$\"{composed.Beginning}{{", StringComparison.Ordinal));

    private static string Code([CallerFilePath] string here = "") => string.Join('\n', Directory
        .EnumerateFiles(Path.Combine(Path.GetDirectoryName(here)!, "../../src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Templates/Types/", StringComparison.Ordinal))
        .Select(File.ReadAllText));
}
