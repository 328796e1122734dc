using PhStudio.Messaging.Templates.Types;
using Scriban.Syntax;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>Reads the expressions of a template: what it shows, and what it asks in a condition.</summary>
internal sealed class ExpressionScan(TemplateContract contract, string language, ScanFindings findings)
{
    private static readonly HashSet<string> None = [];

    /// <summary>Reads what is written into the text.</summary>
    /// <returns>The values that it shows.</returns>
    public HashSet<string> Show(ScriptExpression expression)
    {
        var wrong = expression switch
        {
            ScriptVariableGlobal { Name: var name } => contract.Value(name) is { } value
                ? FunctionRules.MustUse(value) is { } form ? $"{value.Name} must be written {form}" : null
                : FunctionRules.Knows(name) ? FunctionRules.NeedsValue(name) : FunctionRules.Unknown(name, contract),
            ScriptLiteral { Value: string } => null,
            _ when Call(expression) is { } call => FunctionRules.Refuse(call.Function, call.Arguments, contract, language),
            _ => Foreign(expression),
        };
        if (wrong is not null)
        {
            findings.Report(expression, wrong);
        }

        // Also where the call is wrong: one mistake is one problem.
        var names = expression is ScriptVariableGlobal alone ? [alone] : Call(expression)?.Arguments.OfType<ScriptVariableGlobal>() ?? [];
        var shown = names.Select(n => n.Name).Where(n => contract.Value(n) is not null).ToHashSet(StringComparer.Ordinal);
        findings.Use(shown);
        return shown;
    }

    private static (string Function, IReadOnlyList<ScriptExpression> Arguments)? Call(ScriptExpression expression) => expression switch
    {
        ScriptFunctionCall { Target: ScriptVariableGlobal { Name: var name } } call => (name, [.. call.Arguments.Select(Bare)]),
        ScriptPipeCall { From: { } from, To: ScriptFunctionCall { Target: ScriptVariableGlobal { Name: var name } } to } => (name, [Bare(from), .. to.Arguments.Select(Bare)]),
        _ => null,
    };

    /// <summary>Reads a condition.</summary>
    /// <returns>The values that it shows by choosing between texts: flags, and words that are compared.</returns>
    public HashSet<string> Condition(ScriptExpression condition)
    {
        switch (condition)
        {
            case ScriptVariableGlobal { Name: var name }:
                if (contract.Value(name) is not { } value)
                {
                    findings.Report(condition, FunctionRules.Unknown(name, contract));
                    return None;
                }

                findings.Use(name);
                return value.Kind == ValueKind.Flag ? [name] : None;
            case ScriptUnaryExpression { Operator: ScriptUnaryOperator.Not, Right: { } right }:
                return Condition(Bare(right));
            case ScriptBinaryExpression { Operator: ScriptBinaryOperator.And or ScriptBinaryOperator.Or, Left: { } left, Right: { } right }:
                return [.. Condition(Bare(left)), .. Condition(Bare(right))];
            case ScriptBinaryExpression { Operator: ScriptBinaryOperator.CompareEqual or ScriptBinaryOperator.CompareNotEqual, Left: { } left, Right: { } right }:
                return Word(Bare(left), [Bare(right)]);
            default:
                findings.Report(condition, $"{ScanFindings.Quote(condition)} is no condition: write a value, !value, value == \"word\", joined by && and ||");
                return None;
        }
    }

    /// <summary>Reads a value that is one of a few words, and the words that it is compared with.</summary>
    public HashSet<string> Word(ScriptExpression expression, IReadOnlyList<ScriptExpression> words, bool isRead = false)
    {
        if (expression is not ScriptVariableGlobal { Name: var name } || contract.Value(name) is not { Kind: ValueKind.Choice } value)
        {
            if (!isRead)
            {
                findings.Report(expression, (expression is ScriptVariableGlobal { Name: var other } && contract.Value(other) is null)
                    ? FunctionRules.Unknown(((ScriptVariableGlobal)expression).Name, contract)
                    : $"{ScanFindings.Quote(expression)} is not one of a few words, and can be compared with none");
            }

            return None;
        }

        foreach (var word in words)
        {
            if (word is not ScriptLiteral { Value: string literal })
            {
                findings.Report(word, $"{name} is compared with a word in quotes");
            }
            else if (!value.Choices.Contains(literal))
            {
                findings.Report(word, $"{name} is never {literal}");
            }
        }

        findings.Use(name);
        return [name];
    }

    private static string Foreign(ScriptExpression expression) => expression switch
    {
        ScriptAssignExpression or ScriptIncrementDecrementExpression => "a value cannot be changed",
        ScriptMemberExpression or ScriptIndexerExpression => $"{ScanFindings.Quote(expression)}: values have no members",
        ScriptPipeCall { To: ScriptPipeCall } => "what a function gives goes into no other",
        _ => $"{ScanFindings.Quote(expression)} is a part of Scriban that templates here do not have",
    };

    /// <summary>The expression without parentheses around it.</summary>
    public static ScriptExpression Bare(ScriptExpression expression)
    {
        while (expression is ScriptNestedExpression { Expression: { } inner })
        {
            expression = inner;
        }

        return expression;
    }
}
