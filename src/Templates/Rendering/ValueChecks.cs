using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>Checks values without rendering, for a caller that takes an order and can still refuse it.</summary>
public static class ValueChecks
{
    private static readonly SensibleDateAttribute Day = new();
    private static readonly CountAttribute FewTimes = new(1, 48);
    private static readonly DistinctAttribute EachOnce = new();

    /// <summary>What is wrong with each value, by its name; empty where nothing is. Never holds what a value held.</summary>
    public static IReadOnlyDictionary<string, string> Of(TemplateContract contract, IReadOnlyDictionary<string, JsonElement>? given)
    {
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in contract.Values)
        {
            if (given is null || !given.TryGetValue(value.Name, out var json) || ValueReader.IsLeftOut(json))
            {
                if (value.Required)
                {
                    wrong[value.Name] = $"is missing: it must be {ValueReader.Format(value)}";
                }
            }
            else if ((ValueReader.Read(value, json, out var read) ?? Rule(value, read, given)) is { } rule)
            {
                wrong[value.Name] = rule;
            }
        }

        foreach (var name in given?.Keys.Where(name => contract.Value(name) is null) ?? [])
        {
            // Others are left out: one set of values may be for several templates.
            var (nearest, distance) = NameDistance.Nearest(name, contract.Values.Select(value => value.Name));
            if (nearest is not null && NameDistance.IsMisspelt(name, distance) && !given!.ContainsKey(nearest))
            {
                wrong[name] = $"is not known here; the nearest known value is {nearest}";
            }
        }

        return wrong;
    }

    /// <summary>The rule of a booking that a readable value breaks; null where it breaks none.</summary>
    private static string? Rule(TemplateValue value, object? read, IReadOnlyDictionary<string, JsonElement> given) => (value.Kind, read) switch
    {
        (ValueKind.Amount, decimal amount) => AmountProblem(value, amount, given),
        (ValueKind.Whole, long number) when number < value.Min || number > value.Max => string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {value.Min} to {value.Max}"),
        (ValueKind.Date, _) => Broken(Day, read),
        (ValueKind.Times, _) => Broken(FewTimes, read) ?? Broken(EachOnce, read),
        _ => null,
    };

    private static string? Broken(ValidationAttribute rule, object? read) => rule.IsValid(read) ? null : rule.FormatErrorMessage("");

    // The currency of an amount stands beside it under the same name.
    private static string? AmountProblem(TemplateValue value, decimal amount, IReadOnlyDictionary<string, JsonElement> given)
    {
        var currency = given.TryGetValue(value.Name.Replace("total_price", "currency", StringComparison.Ordinal), out var code) && !ValueReader.IsLeftOut(code) ? UserText.Of(code) : null;
        return AmountAttribute.Problem(amount, currency ?? Currencies.Default);
    }
}
