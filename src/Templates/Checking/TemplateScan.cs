using System.Text;
using PhStudio.Messaging.Templates.Rendering;
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
    private readonly List<TemplateProblem> _problems = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<ScriptRawStatement> _texts = [];
    private ScriptEscapeStatement? _lastBraces;
    private bool _partly;

    private TemplateScan(TemplateContract contract, TemplateText text) => (_contract, _text) = (contract, text);

    /// <summary>What is wrong, in the order of the lines.</summary>
    public IReadOnlyList<TemplateProblem> Problems => _problems;

    /// <summary>The values that the template names.</summary>
    public IReadOnlySet<string> Used => _used;

    /// <summary>The template, where it could be parsed.</summary>
    public Template? Parsed { get; private set; }

    /// <summary>Scans a source.</summary>
    public static TemplateScan Of(TemplateContract contract, TemplateText text)
    {
        var scan = new TemplateScan(contract, text);
        scan.Run();
        scan._problems.Sort((one, other) => (one.Line, one.Column).CompareTo((other.Line, other.Column)));
        return scan;
    }

    private void Run()
    {
        if (Encoding.UTF8.GetByteCount(_text.Source) > TemplateLimits.SourceBytes)
        {
            _problems.Add(new(_text.File, 0, 0, $"is larger than {TemplateLimits.SourceBytes / 1024} KB"));
            return;
        }

        Parsed = TemplateParser.Parse(_text.Source, out var broken);
        if (broken is { } unparsed)
        {
            _problems.Add(new(_text.File, unparsed.Line, unparsed.Column, unparsed.Reason));
            return;
        }

        var shown = Shown(Parsed!.Page?.Body);
        if (_partly)
        {
            return;
        }

        if (_lastBraces is { IsEntering: true })
        {
            Report(_lastBraces, "{{ is not closed by }}");
        }

        if (_contract.Markup && MarkupScan.Of(_text.Source, _texts) is { } markup)
        {
            var (line, column) = TemplateParser.PlaceOf(_text.Source, markup.Position);
            _problems.Add(new(_text.File, line, column, markup.Reason));
        }

        var hidden = _contract.Values.Where(v => v.Required && !shown.Contains(v.Name)).Select(v => v.Name).ToLookup(_used.Contains);
        if (hidden[false].Any())
        {
            _problems.Add(new(_text.File, 0, 0, $"leaves out {string.Join(", ", hidden[false])}, which is required"));
        }

        if (hidden[true].Any())
        {
            _problems.Add(new(_text.File, 0, 0, $"{string.Join(", ", hidden[true])} is required but is not always shown: it stands inside a condition"));
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
                Braces(braces);
                return None;
            case ScriptEndStatement or ScriptNopStatement:
                return None;
            case ScriptExpressionStatement { Expression: { } expression }:
                return Show(Bare(expression));
            case ScriptIfStatement choice:
                return If(choice);
            case ScriptCaseStatement choice:
                return Case(choice);
            default:
                _partly = true;
                Report(statement, statement is ScriptLoopStatementBase
                    ? "a loop cannot be proved: write a list with join"
                    : $"{Quote(statement)} is a part of Scriban that templates here do not have");
                return None;
        }
    }

    private void Braces(ScriptEscapeStatement braces)
    {
        if (_lastBraces is { IsEntering: true } opening && !braces.IsEntering)
        {
            var between = Between(opening, braces);
            if (between.IsWhiteSpace())
            {
                Report(opening, "{{}} is empty");
            }
            else if (between.TrimStart() is ['#', >= 'a' and <= 'z', ..])
            {
                // Scriban takes the blocks of Handlebars for comments, and would show what stands in them always.
                Report(opening, $"{{{{{between.Trim()}}}}} is a comment: write {{{{ if notes }}}} for a condition, {{{{ # note }}}} for a comment");
            }
        }

        _lastBraces = braces;
    }

    private ReadOnlySpan<char> Between(ScriptEscapeStatement one, ScriptEscapeStatement next) =>
        _text.Source.AsSpan((one.Span.End.Offset + 1)..next.Span.Start.Offset);

    private HashSet<string> Show(ScriptExpression expression)
    {
        var wrong = expression switch
        {
            ScriptVariableGlobal { Name: var name } => _contract.Value(name) is { } value
                ? FunctionRules.MustUse(value) is { } form ? $"{value.Name} must be written {form}" : null
                : FunctionRules.Knows(name) ? FunctionRules.NeedsValue(name) : FunctionRules.Unknown(name, _contract),
            ScriptLiteral { Value: string } => null,
            _ when Call(expression) is { } call => FunctionRules.Refuse(call.Function, call.Arguments, _contract, _text.Language),
            _ => Foreign(expression),
        };
        if (wrong is not null)
        {
            Report(expression, wrong);
        }

        // Also where the call is wrong: one mistake is one problem.
        var names = expression is ScriptVariableGlobal alone ? [alone] : Call(expression)?.Arguments.OfType<ScriptVariableGlobal>() ?? [];
        var shown = names.Select(n => n.Name).Where(n => _contract.Value(n) is not null).ToHashSet(StringComparer.Ordinal);
        _used.UnionWith(shown);
        return shown;
    }

    private static (string Function, IReadOnlyList<ScriptExpression> Arguments)? Call(ScriptExpression expression) => expression switch
    {
        ScriptFunctionCall { Target: ScriptVariableGlobal { Name: var name } } call => (name, [.. call.Arguments.Select(Bare)]),
        ScriptPipeCall { From: { } from, To: ScriptFunctionCall { Target: ScriptVariableGlobal { Name: var name } } to } => (name, [Bare(from), .. to.Arguments.Select(Bare)]),
        _ => null,
    };

    private HashSet<string> If(ScriptIfStatement choice)
    {
        var condition = Bare(choice.Condition!);
        var always = Condition(condition);
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

    /// <summary>Reads a condition.</summary>
    /// <returns>The values that it shows by choosing between texts: flags, and words that are compared.</returns>
    private HashSet<string> Condition(ScriptExpression condition)
    {
        switch (condition)
        {
            case ScriptVariableGlobal { Name: var name }:
                if (_contract.Value(name) is not { } value)
                {
                    Report(condition, FunctionRules.Unknown(name, _contract));
                    return None;
                }

                _used.Add(name);
                return value.Kind == ValueKind.Flag ? [name] : None;
            case ScriptUnaryExpression { Operator: ScriptUnaryOperator.Not, Right: { } right }:
                return Condition(Bare(right));
            case ScriptBinaryExpression { Operator: ScriptBinaryOperator.And or ScriptBinaryOperator.Or, Left: { } left, Right: { } right }:
                return [.. Condition(Bare(left)), .. Condition(Bare(right))];
            case ScriptBinaryExpression { Operator: ScriptBinaryOperator.CompareEqual or ScriptBinaryOperator.CompareNotEqual, Left: { } left, Right: { } right }:
                return Word(Bare(left), [Bare(right)]);
            default:
                Report(condition, $"{Quote(condition)} is no condition: write a value, !value, value == \"word\", joined by && and ||");
                return None;
        }
    }

    private HashSet<string> Case(ScriptCaseStatement choice)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        HashSet<string>? common = null;
        var hasElse = false;
        var value = Bare(choice.Value!);
        var shown = Word(value, []);
        foreach (var statement in choice.Body?.Statements ?? [])
        {
            switch (statement)
            {
                case ScriptEscapeStatement braces:
                    if (braces.IsEntering && _lastBraces is { IsEntering: false } && !Between(_lastBraces, braces).IsWhiteSpace())
                    {
                        Report(choice, "what stands before the first when is never shown");
                    }

                    Braces(braces);
                    break;
                case ScriptWhenStatement first:
                    Whens(first);
                    break;
                case ScriptEndStatement or ScriptNopStatement:
                    break;
                default:
                    _partly = true;
                    Report(statement, "case holds when and else, nothing else");
                    break;
            }
        }

        if (!hasElse && shown.Count > 0 && _contract.Value(shown.Single())!.Choices.Except(named).FirstOrDefault() is { } missing)
        {
            Report(choice, $"case leaves out {missing}");
        }

        return [.. shown, .. common ?? None];

        // Each when holds the next.
        void Whens(ScriptWhenStatement current)
        {
            var words = current.Values.Select(v => Bare(v)).ToList();
            Word(value, words, isRead: true);
            named.UnionWith(words.OfType<ScriptLiteral>().Select(w => w.Value).OfType<string>());
            Branch(current.Body);
            switch (current.Next)
            {
                case ScriptWhenStatement next:
                    Whens(next);
                    break;
                case ScriptElseStatement last:
                    hasElse = true;
                    Branch(last.Body);
                    break;
            }
        }

        void Branch(ScriptBlockStatement? body)
        {
            var branch = Shown(body);
            if (common is null)
            {
                common = branch;
            }
            else
            {
                common.IntersectWith(branch);
            }
        }
    }

    // A value that is one of a few words, and the words that it is compared with.
    private HashSet<string> Word(ScriptExpression expression, IReadOnlyList<ScriptExpression> words, bool isRead = false)
    {
        if (expression is not ScriptVariableGlobal { Name: var name } || _contract.Value(name) is not { Kind: ValueKind.Choice } value)
        {
            if (!isRead)
            {
                Report(expression, (expression is ScriptVariableGlobal { Name: var other } && _contract.Value(other) is null)
                    ? FunctionRules.Unknown(((ScriptVariableGlobal)expression).Name, _contract)
                    : $"{Quote(expression)} is not one of a few words, and can be compared with none");
            }

            return None;
        }

        foreach (var word in words)
        {
            if (word is not ScriptLiteral { Value: string literal })
            {
                Report(word, $"{name} is compared with a word in quotes");
            }
            else if (!value.Choices.Contains(literal))
            {
                Report(word, $"{name} is never {literal}");
            }
        }

        _used.Add(name);
        return [name];
    }

    private static string Foreign(ScriptExpression expression) => expression switch
    {
        ScriptAssignExpression or ScriptIncrementDecrementExpression => "a value cannot be changed",
        ScriptMemberExpression or ScriptIndexerExpression => $"{Quote(expression)}: values have no members",
        ScriptPipeCall { To: ScriptPipeCall } => "what a function gives goes into no other",
        _ => $"{Quote(expression)} is a part of Scriban that templates here do not have",
    };

    private static ScriptExpression Bare(ScriptExpression expression)
    {
        while (expression is ScriptNestedExpression { Expression: { } inner })
        {
            expression = inner;
        }

        return expression;
    }

    private static string Quote(ScriptNode node)
    {
        const int Longest = 40;
        var quoted = node.ToString()?.ReplaceLineEndings(" ") ?? "";
        return quoted.Length > Longest ? $"{quoted[..Longest]}…" : quoted;
    }

    private void Report(ScriptNode node, string reason) =>
        _problems.Add(new(_text.File, node.Span.Start.Line + 1, node.Span.Start.Column + 1, reason));
}
