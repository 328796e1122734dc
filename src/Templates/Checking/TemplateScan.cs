using System.Text;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;
using Scriban;
using Scriban.Syntax;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>
/// Reads a template's syntax tree against its contract without rendering it, so that each problem has its place.
/// Our templates are a small part of Scriban: values, functions, <c>if</c>, <c>case</c>, comments.
/// What is not named here (loops, includes, assignments, members) is refused, because it could not be proved.
/// </summary>
internal sealed class TemplateScan
{
    private static readonly HashSet<string> None = [];

    private readonly TemplateContract _contract;
    private readonly TemplateText _text;
    private readonly ScanFindings _findings;
    private readonly ExpressionScan _expressions;
    private readonly BraceScan _braces;
    private readonly List<ScriptRawStatement> _texts = [];
    private bool _partly;

    private TemplateScan(TemplateContract contract, TemplateText text)
    {
        (_contract, _text, _findings) = (contract, text, new ScanFindings(text.File));
        _expressions = new ExpressionScan(contract, text.Language, _findings);
        _braces = new BraceScan(text.Source, _findings);
    }

    /// <summary>What is wrong, in the order of the lines.</summary>
    public IReadOnlyList<TemplateProblem> Problems => _findings.Problems;

    /// <summary>The values that the template names.</summary>
    public IReadOnlySet<string> Used => _findings.Used;

    /// <summary>The template, where it could be parsed.</summary>
    public Template? Parsed { get; private set; }

    /// <summary>Scans a source.</summary>
    public static TemplateScan Of(TemplateContract contract, TemplateText text)
    {
        var scan = new TemplateScan(contract, text);
        scan.Run();
        scan._findings.Sort();
        return scan;
    }

    private void Run()
    {
        if (Encoding.UTF8.GetByteCount(_text.Source) > TemplateLimits.SourceBytes)
        {
            _findings.Report(0, 0, $"is larger than {TemplateLimits.SourceBytes / 1024} KB");
            return;
        }

        Parsed = TemplateParser.Parse(_text.Source, out var broken);
        if (broken is { } unparsed)
        {
            _findings.Report(unparsed.Line, unparsed.Column, unparsed.Reason);
            return;
        }

        var shown = Shown(Parsed!.Page?.Body);
        if (_partly)
        {
            return;
        }

        _braces.End();
        if (_contract.Markup && MarkupScan.Of(_text.Source, _texts) is { } markup)
        {
            var (line, column) = TemplateParser.PlaceOf(_text.Source, markup.Position);
            _findings.Report(line, column, markup.Reason);
        }

        var hidden = _contract.Values.Where(v => v.Required && !shown.Contains(v.Name)).Select(v => v.Name).ToLookup(_findings.Used.Contains);
        if (hidden[false].Any())
        {
            _findings.Report(0, 0, $"leaves out {string.Join(", ", hidden[false])}, which is required");
        }

        if (hidden[true].Any())
        {
            _findings.Report(0, 0, $"{string.Join(", ", hidden[true])} is required but is not always shown: it stands inside a condition");
        }
    }

    /// <summary>Reads a block.</summary>
    /// <returns>The values that it shows whatever the values are.</returns>
    private HashSet<string> Shown(ScriptBlockStatement? block)
    {
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var statement in block?.Statements ?? [])
        {
            shown.UnionWith(Shown(statement));
        }

        return shown;
    }

    private HashSet<string> Shown(ScriptStatement statement)
    {
        switch (statement)
        {
            case ScriptRawStatement raw:
                _texts.Add(raw);
                return None;
            case ScriptEscapeStatement braces:
                _braces.Read(braces);
                return None;
            case ScriptEndStatement or ScriptNopStatement:
                return None;
            case ScriptExpressionStatement { Expression: { } expression }:
                return _expressions.Show(ExpressionScan.Bare(expression));
            case ScriptIfStatement choice:
                return If(choice);
            case ScriptCaseStatement choice:
                return Case(choice);
            default:
                _partly = true;
                _findings.Report(statement, statement is ScriptLoopStatementBase
                    ? "a loop cannot be proved: write a list with join"
                    : $"{ScanFindings.Quote(statement)} is a part of Scriban that templates here do not have");
                return None;
        }
    }

    private HashSet<string> If(ScriptIfStatement choice)
    {
        var condition = ExpressionScan.Bare(choice.Condition!);
        var always = _expressions.Condition(condition);
        var then = Shown(choice.Then);
        var otherwise = choice.Else switch
        {
            ScriptIfStatement next => If(next),
            ScriptElseStatement last => Shown(last.Body),
            _ => None,
        };

        // A required value is there, so what stands under it is shown.
        var isSure = condition is ScriptVariableGlobal { Name: var name } && _contract.Value(name) is { Required: true, Kind: not ValueKind.Flag };
        return [.. always, .. isSure ? then : then.Intersect(otherwise)];
    }

    private HashSet<string> Case(ScriptCaseStatement choice)
    {
        var branches = new CaseBranches();
        var value = ExpressionScan.Bare(choice.Value!);
        var shown = _expressions.Word(value, []);
        foreach (var statement in choice.Body?.Statements ?? [])
        {
            CasePart(choice, value, statement, branches);
        }

        if (!branches.HasElse && shown.Count > 0 && _contract.Value(shown.Single())!.Choices.Except(branches.Named).FirstOrDefault() is { } missing)
        {
            _findings.Report(choice, $"case leaves out {missing}");
        }

        return [.. shown, .. branches.Common ?? None];
    }

    private void CasePart(ScriptCaseStatement choice, ScriptExpression value, ScriptStatement part, CaseBranches branches)
    {
        switch (part)
        {
            case ScriptEscapeStatement braces:
                if (_braces.IsTextBefore(braces))
                {
                    _findings.Report(choice, "what stands before the first when is never shown");
                }

                _braces.Read(braces);
                break;
            case ScriptWhenStatement first:
                Whens(value, first, branches);
                break;
            case ScriptEndStatement or ScriptNopStatement:
                break;
            default:
                _partly = true;
                _findings.Report(part, "case holds when and else, nothing else");
                break;
        }
    }

    // Each when holds the next.
    private void Whens(ScriptExpression value, ScriptWhenStatement current, CaseBranches branches)
    {
        var words = current.Values.Select(v => ExpressionScan.Bare(v)).ToList();
        _expressions.Word(value, words, isRead: true);
        branches.Named.UnionWith(words.OfType<ScriptLiteral>().Select(w => w.Value).OfType<string>());
        branches.Add(Shown(current.Body));
        switch (current.Next)
        {
            case ScriptWhenStatement next:
                Whens(value, next, branches);
                break;
            case ScriptElseStatement last:
                branches.HasElse = true;
                branches.Add(Shown(last.Body));
                break;
        }
    }

    /// <summary>What the branches of one case have together.</summary>
    private sealed class CaseBranches
    {
        /// <summary>The words that a when names.</summary>
        public HashSet<string> Named { get; } = new(StringComparer.Ordinal);

        /// <summary>The values that every branch shows; null before the first branch.</summary>
        public HashSet<string>? Common { get; private set; }

        public bool HasElse { get; set; }

        public void Add(HashSet<string> shown) => Common = Common is null ? shown : [.. Common.Intersect(shown)];
    }
}
