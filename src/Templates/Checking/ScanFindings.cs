using Scriban.Syntax;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>What the scan of one template found: its problems, and the values that it names.</summary>
internal sealed class ScanFindings(string file)
{
    private readonly List<TemplateProblem> _problems = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public IReadOnlyList<TemplateProblem> Problems => _problems;

    public IReadOnlySet<string> Used => _used;

    public void Use(string name) => _used.Add(name);

    public void Use(IEnumerable<string> names) => _used.UnionWith(names);

    public void Report(int line, int column, string reason) => _problems.Add(new(file, line, column, reason));

    public void Report(ScriptNode node, string reason) => Report(node.Span.Start.Line + 1, node.Span.Start.Column + 1, reason);

    public void Sort() => _problems.Sort((one, other) => (one.Line, one.Column).CompareTo((other.Line, other.Column)));

    /// <summary>A node as it stands in the template, shortened.</summary>
    public static string Quote(ScriptNode node)
    {
        const int MaxLength = 40;
        var quoted = node.ToString()?.ReplaceLineEndings(" ") ?? "";
        return quoted.Length > MaxLength ? $"{quoted[..MaxLength]}…" : quoted;
    }
}
