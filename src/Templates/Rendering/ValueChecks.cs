using System.Text.Json;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>Checks values without rendering, for a caller that takes an order and can still refuse it.</summary>
public static class ValueChecks
{
    /// <summary>What is wrong with each value, by its name; empty where nothing is. Never holds what a value held.</summary>
    public static IReadOnlyDictionary<string, string> Of(TemplateContract contract, IReadOnlyDictionary<string, JsonElement>? given)
    {
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in contract.Values)
        {
            if (given is null || !given.TryGetValue(value.Name, out var json) || json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            {
                if (value.Required)
                {
                    wrong[value.Name] = $"is missing: it must be {ValueReader.Form(value)}";
                }
            }
            else if (ValueReader.Read(value, json, out _) is { } reason)
            {
                wrong[value.Name] = reason;
            }
        }

        return wrong;
    }
}
