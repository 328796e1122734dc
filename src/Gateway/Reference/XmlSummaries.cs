using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PhStudio.Messaging.Gateway.Reference;

/// <summary>What the summaries in our code say of types and members, from the files beside the assemblies. Without such a file the document has fewer words.</summary>
internal static partial class XmlSummaries
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, string>> Files = new();

    /// <summary>The summary of a type.</summary>
    public static string? OfType(Type type) => Find(type, $"T:{NameOf(type)}");

    /// <summary>The summary of a property, which of a positional record stands at its parameter.</summary>
    public static string? OfProperty(MemberInfo member) => Find(member.DeclaringType!, $"P:{NameOf(member.DeclaringType!)}.{member.Name}");

    private static string? Find(Type type, string name) => Files.GetOrAdd(type.Assembly, Read).GetValueOrDefault(name);

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        var summaries = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!assembly.GetName().Name!.StartsWith("PhStudio.", StringComparison.Ordinal) || !File.Exists(path))
        {
            return summaries;
        }

        foreach (var member in XDocument.Load(path).Descendants("member"))
        {
            var name = member.Attribute("name")!.Value;
            if (member.Element("summary") is { } summary)
            {
                summaries[name] = TextOf(summary);
            }

            // The compiler writes no summary for the property of a positional record.
            foreach (var parameter in member.Elements("param").Where(_ => name.StartsWith("T:", StringComparison.Ordinal)))
            {
                summaries.TryAdd($"P:{name[2..]}.{parameter.Attribute("name")!.Value}", TextOf(parameter));
            }
        }

        return summaries;
    }

    private static string TextOf(XElement element)
    {
        var words = string.Concat(element.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{Named(see.Attribute("cref")?.Value ?? see.Attribute("langword")?.Value ?? "")}`",
            XElement other => other.Value,
            _ => "",
        }));
        // "(docs/telegram.md 19)" is a note for us. What is null for us is left out of an answer.
        return Spaces().Replace(Nulls().Replace(Notes().Replace(words, ""), "${before}left out ${when}"), " ").Trim();
    }

    private static string Named(string reference)
    {
        var name = reference.Split('.', ':')[^1];
        return reference.StartsWith("P:", StringComparison.Ordinal) ? JsonNamingPolicy.SnakeCaseLower.ConvertName(name) : name;
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(?<before>; |, |\A)null (?<when>where|while|when|for|at|until|unless)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Nulls();

    [GeneratedRegex(@" \(docs/[a-z]+\.md [0-9, ]+\)", RegexOptions.CultureInvariant)]
    private static partial Regex Notes();
}
