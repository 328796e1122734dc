using PhStudio.Messaging.Templates.Formatting;
using PhStudio.Messaging.Templates.Types;
using Scriban.Syntax;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>What each function takes, so that a wrong call is found before any booking arrives. Pure functions.</summary>
internal static class FunctionRules
{
    private static readonly Dictionary<string, (ValueKind[] Takes, string Example)> Functions = new(StringComparer.Ordinal)
    {
        ["date"] = ([ValueKind.Date, ValueKind.Moment], "{{ date | date }}"),
        ["time"] = ([ValueKind.Moment], "{{ decided_at | time }}"),
        ["moment"] = ([ValueKind.Moment], "{{ decided_at | moment }}"),
        ["money"] = ([ValueKind.Amount], "{{ total_price | money currency }}"),
        ["join"] = ([ValueKind.Times], "{{ time_slots | join }} or {{ time_slots | join \" · \" }}"),
        ["plural"] = ([ValueKind.Whole, ValueKind.Times], "{{ people_count | plural \"человек\" \"человека\" \"человек\" }}"),
        ["phone"] = ([ValueKind.Phone], "{{ client_phone | phone }}"),
        ["mention"] = ([ValueKind.Text], "{{ user_name | mention user_id }}"),
    };

    /// <summary>True for the name of a function.</summary>
    public static bool Knows(string name) => Functions.ContainsKey(name);

    /// <summary>How a value that cannot stand alone is written; null when it can.</summary>
    public static string? MustUse(TemplateValue value) => value.Kind switch
    {
        ValueKind.Date => $"{{{{ {value.Name} | date }}}}",
        ValueKind.Moment => $"{{{{ {value.Name} | moment }}}}",
        ValueKind.Amount => $"{{{{ {value.Name} | money currency }}}}",
        ValueKind.Times => $"{{{{ {value.Name} | join }}}}",
        ValueKind.Flag => $"{{{{ if {value.Name} }}}}",
        ValueKind.Person => $"{{{{ user_name | mention {value.Name} }}}}",
        _ => null,
    };

    /// <summary>What is wrong with a call, or null.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="arguments">What it is called with, what came through a pipe first.</param>
    /// <param name="contract">The values that there are.</param>
    /// <param name="language">The template's language.</param>
    public static string? Refuse(string function, IReadOnlyList<ScriptExpression> arguments, TemplateContract contract, string language)
    {
        if (function == "include")
        {
            return "an include cannot be proved: write the text itself";
        }

        if (!Functions.TryGetValue(function, out var rule))
        {
            return $"there is no function {function}; there are {string.Join(", ", Functions.Keys)}";
        }

        if (arguments.Count == 0)
        {
            return NeedsValue(function);
        }

        if (arguments[0] is not ScriptVariableGlobal { Name: var name })
        {
            return $"{function} takes a value and nothing else; for example {rule.Example}";
        }

        if (contract.Value(name) is not { } value)
        {
            return Unknown(name, contract);
        }

        if (!rule.Takes.Contains(value.Kind))
        {
            return $"{function} does not take {value.Name}; for example {rule.Example}";
        }

        var more = arguments.Skip(1).ToList();
        var right = (function, more.Count) switch
        {
            ("money", 1) => IsLiteral(more[0]) || KindOf(more[0], contract) == ValueKind.Currency,
            ("join", 0) or ("date", 0) or ("time", 0) or ("moment", 0) or ("phone", 0) => true,
            ("mention", 1) => KindOf(more[0], contract) == ValueKind.Person,
            ("join", 1) => IsLiteral(more[0]),
            ("plural", 2 or 3 or 4) => more.TrueForAll(IsLiteral) && (LocaleFormatter.PluralForms(language) ?? more.Count) == more.Count,
            _ => false,
        };
        return right ? null : $"{function} is called wrongly; for example {rule.Example}";
    }

    /// <summary>Says that a function stands alone.</summary>
    public static string NeedsValue(string function) => $"{function} needs a value, for example {Functions[function].Example}";

    /// <summary>Says that there is no such value, and which there are.</summary>
    public static string Unknown(string name, TemplateContract contract) =>
        $"{contract.Type} has no value {name}; it has {(contract.Values.Count == 0 ? "none" : string.Join(", ", contract.Values.Select(v => v.Name)))}";

    private static bool IsLiteral(ScriptExpression expression) => expression is ScriptLiteral { Value: string };

    private static ValueKind? KindOf(ScriptExpression expression, TemplateContract contract) =>
        expression is ScriptVariableGlobal { Name: var name } ? contract.Value(name)?.Kind : null;
}
