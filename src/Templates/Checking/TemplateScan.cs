using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>
/// Reads a template's source against its contract without rendering it, so that each problem has its line.
/// Our templates are a small part of Handlebars: values, helpers, <c>if</c>, <c>unless</c>, <c>else</c>, comments.
/// What is outside (raw values, partials, loops) is refused, because it could not be proved.
/// </summary>
internal sealed class TemplateScan
{
    private readonly TemplateContract contract;
    private readonly TemplateText text;
    private readonly Stack<Block> open = new();
    private readonly List<TemplateProblem> problems = [];
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly HashSet<string> alwaysShown = new(StringComparer.Ordinal);

    private TemplateScan(TemplateContract contract, TemplateText text) => (this.contract, this.text) = (contract, text);

    /// <summary>What is wrong, in the order of the lines.</summary>
    public IReadOnlyList<TemplateProblem> Problems => problems;

    /// <summary>The values that the template names.</summary>
    public IReadOnlySet<string> Used => used;

    /// <summary>Scans a source.</summary>
    public static TemplateScan Of(TemplateContract contract, TemplateText text)
    {
        var scan = new TemplateScan(contract, text);
        scan.Run();
        scan.problems.Sort((one, other) => one.Line.CompareTo(other.Line));
        return scan;
    }

    private void Run()
    {
        var tags = TemplateTag.All(text.Source, out var unclosed);
        if (unclosed is not null)
        {
            Report(unclosed.Line, unclosed.Reason);
            return;
        }

        foreach (var tag in tags.Where(t => !t.IsComment))
        {
            Read(tag);
        }

        foreach (var block in open)
        {
            Report(block.Line, $"{{{{#{block.Name}}}}} is not closed");
        }

        if (contract.Markup && MarkupScan.Of(text.Source, tags) is { } markup)
        {
            Report(markup.Line, markup.Reason);
        }

        var hidden = contract.Values.Where(v => v.Required && !alwaysShown.Contains(v.Name)).Select(v => v.Name).ToLookup(used.Contains);
        if (hidden[false].Any())
        {
            Report(0, $"leaves out {string.Join(", ", hidden[false])}, which is required");
        }

        if (hidden[true].Any())
        {
            Report(0, $"{string.Join(", ", hidden[true])} is required but is not always shown: it stands inside a condition");
        }
    }

    private void Read(TemplateTag tag)
    {
        var words = tag.Words;
        if (words.Count == 0)
        {
            Report(tag.Line, "{{}} is empty");
        }
        else if (tag.Content[0] is '{' or '&')
        {
            Report(tag.Line, "a value that is not escaped could break the markup: write it with two braces");
        }
        else if (tag.Content[0] == '#')
        {
            Open(tag, [words[0][1..], .. words.Skip(1)]);
        }
        else if (tag.Content[0] == '/')
        {
            Close(tag, words[0][1..]);
        }
        else if (words[0] is "else" or "^")
        {
            Else(tag, words);
        }
        else if (tag.Content[0] is '>' or '*' or '^' or '@' or '(' || tag.Content.Contains('(', StringComparison.Ordinal) && !HelperRules.Knows(words[0]))
        {
            Report(tag.Line, $"{{{{{tag.Content}}}}} is a part of Handlebars that templates here do not have");
        }
        else
        {
            Show(tag, words);
        }
    }

    private void Show(TemplateTag tag, IReadOnlyList<string> words)
    {
        var wrong = words.Count > 1 || (HelperRules.Knows(words[0]) && contract.Value(words[0]) is null)
            ? HelperRules.Knows(words[0]) ? HelperRules.Refuse(words, contract, text.Language) : $"there is no helper {words[0]}"
            : contract.Value(words[0]) is not { } value ? HelperRules.Unknown(words[0], contract)
            : HelperRules.MustUse(value) is { } form ? $"{value.Name} must be written {form}" : null;
        if (wrong is not null)
        {
            Report(tag.Line, wrong);
        }

        // Also where the call is wrong: one mistake is one problem.
        foreach (var name in words.Where(w => contract.Value(w) is not null).Skip(HelperRules.Knows(words[0]) && words.Count > 1 && contract.Value(words[0]) is not null ? 1 : 0))
        {
            Use(name);
        }
    }

    private void Open(TemplateTag tag, IReadOnlyList<string> words)
    {
        var wrong = words[0] is not ("if" or "unless") ? $"there is no block {words[0]}: templates have if and unless"
            : words.Count != 2 ? $"{words[0]} takes one value, for example {{{{#if notes}}}}"
            : contract.Value(words[1]) is null ? HelperRules.Unknown(words[1], contract) : null;
        if (wrong is not null)
        {
            Report(tag.Line, wrong);
        }

        var value = words.Count > 1 ? contract.Value(words[1]) : null;
        if (value?.Kind == ValueKind.Flag)
        {
            Use(value.Name);
        }

        if (value is not null)
        {
            used.Add(value.Name);
        }

        open.Push(new(words[0], tag.Line, Always: words[0] == "if" && value is { Required: true, Kind: not ValueKind.Flag }));
    }

    private void Close(TemplateTag tag, string name)
    {
        if (!open.TryPop(out var block) || block.Name != name)
        {
            Report(tag.Line, $"{{{{/{name}}}}} closes {(block is null ? "nothing" : $"{{{{#{block.Name}}}}} of line {block.Line}")}");
        }
    }

    private void Else(TemplateTag tag, IReadOnlyList<string> words)
    {
        if (words.Count > 1)
        {
            Report(tag.Line, "write {{else}} and a block of its own inside it");
        }
        else if (!open.TryPop(out var block))
        {
            Report(tag.Line, "{{else}} stands outside of a block");
        }
        else
        {
            open.Push(block with { Always = false });
        }
    }

    private void Use(string name)
    {
        used.Add(name);
        if (open.All(b => b.Always))
        {
            alwaysShown.Add(name);
        }
    }

    private void Report(int line, string reason) => problems.Add(new(text.File, line, reason));

    private sealed record Block(string Name, int Line, bool Always);
}
