using PhStudio.Messaging.Templates.Languages;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>What each helper takes, so that a wrong call is found before any booking arrives. Pure functions.</summary>
internal static class HelperRules
{
    private static readonly Dictionary<string, (ValueKind[] Takes, string Example)> Helpers = new(StringComparer.Ordinal)
    {
        ["date"] = ([ValueKind.Date, ValueKind.Moment], "{{date date}}"),
        ["time"] = ([ValueKind.Moment], "{{time decided_at}}"),
        ["moment"] = ([ValueKind.Moment], "{{moment decided_at}}"),
        ["money"] = ([ValueKind.Amount], "{{money total_price currency}}"),
        ["join"] = ([ValueKind.Times], "{{join time_slots}} or {{join time_slots \" · \"}}"),
        ["plural"] = ([ValueKind.Whole, ValueKind.Times], "{{plural people_count \"человек\" \"человека\" \"человек\"}}"),
        ["phone"] = ([ValueKind.Phone], "{{phone client_phone}}"),
        ["mention"] = ([ValueKind.Text], "{{mention user_name user_id}}"),
        ["case"] = ([ValueKind.Choice], "{{case state \"confirmed\" \"yes\" \"rejected\" \"no\"}}"),
    };

    /// <summary>True for the name of a helper.</summary>
    public static bool Knows(string name) => Helpers.ContainsKey(name);

    /// <summary>How a value that cannot stand alone is written; null when it can.</summary>
    public static string? MustUse(TemplateValue value) => value.Kind switch
    {
        ValueKind.Date => $"{{{{date {value.Name}}}}}",
        ValueKind.Moment => $"{{{{moment {value.Name}}}}}",
        ValueKind.Amount => $"{{{{money {value.Name} currency}}}}",
        ValueKind.Times => $"{{{{join {value.Name}}}}}",
        ValueKind.Flag => $"{{{{#if {value.Name}}}}}",
        ValueKind.Person => $"{{{{mention user_name {value.Name}}}}}",
        _ => null,
    };

    /// <summary>What is wrong with a call, or null.</summary>
    /// <param name="words">The helper's name and what follows it.</param>
    /// <param name="contract">The values that there are.</param>
    /// <param name="language">The template's language.</param>
    public static string? Refuse(IReadOnlyList<string> words, TemplateContract contract, string language)
    {
        var (takes, example) = Helpers[words[0]];
        if (words.Count < 2)
        {
            return $"{words[0]} needs a value, for example {example}";
        }

        if (contract.Value(words[1]) is not { } value)
        {
            return Unknown(words[1], contract);
        }

        if (!takes.Contains(value.Kind))
        {
            return $"{words[0]} does not take {value.Name}; for example {example}";
        }

        var right = (words[0], words.Count - 2) switch
        {
            ("money", 1) => IsLiteral(words[2]) || contract.Value(words[2])?.Kind == ValueKind.Currency,
            ("join", 0) or ("date", 0) or ("time", 0) or ("moment", 0) or ("phone", 0) => true,
            ("mention", 1) => contract.Value(words[2])?.Kind == ValueKind.Person,
            ("join", 1) => IsLiteral(words[2]),
            ("plural", 2 or 3) => words.Skip(2).All(IsLiteral) && (LanguageForms.PluralForms(language) ?? words.Count - 2) == words.Count - 2,
            ("case", var pairs) => pairs > 0 && pairs % 2 == 0 && words.Skip(2).All(IsLiteral),
            _ => false,
        };
        return right ? RefuseCases(words, value) : $"{words[0]} is called wrongly; for example {example}";
    }

    /// <summary>Says that there is no such value, and which there are.</summary>
    public static string Unknown(string name, TemplateContract contract) =>
        $"{contract.Type} has no value {name}; it has {(contract.Values.Count == 0 ? "none" : string.Join(", ", contract.Values.Select(v => v.Name)))}";

    private static string? RefuseCases(IReadOnlyList<string> words, TemplateValue value)
    {
        if (words[0] != "case")
        {
            return null;
        }

        var named = words.Skip(2).Where((_, i) => i % 2 == 0).Select(w => w[1..^1]).ToList();
        var foreign = named.Except(value.Choices).FirstOrDefault();
        var missing = value.Choices.Except(named).FirstOrDefault();
        return foreign is not null ? $"{value.Name} is never {foreign}" : missing is not null ? $"case leaves out {missing}" : null;
    }

    private static bool IsLiteral(string word) => word[0] is '"' or '\'';
}
