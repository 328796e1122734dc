using System.Text.Json;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>Reads the values that a template's contract names.</summary>
internal static class ValueSet
{
    /// <summary>Reads all of them; others that came along are ignored.</summary>
    /// <exception cref="TemplateException">One is missing or wrong; it is named.</exception>
    public static Dictionary<string, object?> Read(TemplateContract contract, string language, IReadOnlyDictionary<string, JsonElement> given, Func<string, string>? erased)
    {
        var values = new Dictionary<string, object?>(contract.Values.Count);
        foreach (var spec in contract.Values)
        {
            // Required and blank it is shown as it is: its sender cannot be asked any more.
            if (!given.TryGetValue(spec.Name, out var json) || json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined || (!spec.Required && ValueReader.IsLeftOut(json)))
            {
                if (spec.Required)
                {
                    throw new TemplateException(contract.Type, language, spec.Name, $"is missing: it must be {ValueReader.Format(spec)}");
                }

                values[spec.Name] = spec.Default;
                continue;
            }

            if (ValueReader.Read(spec, json, out var value) is { } wrong)
            {
                throw new TemplateException(contract.Type, language, spec.Name, wrong);
            }

            if (spec.IsTyped && erased is not null && value is PersonTraces.Erased)
            {
                value = erased(language); // Stored as one word, read in the language of the text (docs/decisions/0411).
            }

            values[spec.Name] = spec.IsTyped && contract.Markup && value is string typed ? UnlinkedText.Of(typed) : value;
        }

        return values;
    }
}
