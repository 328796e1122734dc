using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Preview;

/// <summary>The contract of a draft that is for no type yet: every value that any type has, none of them required.</summary>
internal static class FreeContract
{
    public static TemplateContract Instance { get; } = new(
        "draft",
        TextFormat.Message,
        "A draft without a type.",
        TemplateContracts.All.SelectMany(c => c.Values).DistinctBy(v => v.Name).Select(v => v.Optional()));
}
