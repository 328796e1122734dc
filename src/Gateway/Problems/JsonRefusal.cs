using System.Text.Json;

namespace PhStudio.Messaging.Gateway.Problems;

/// <summary>Turns the JSON reader's complaint into the name of the field and the form that it should have. Never holds the value.</summary>
internal static class JsonRefusal
{
    private static readonly (string Type, string Form)[] Forms =
    [
        ("System.Int32", "must be a whole number"),
        ("System.Decimal", "must be a number, such as 8000 or 8000.50"),
        ("System.DateOnly", "must be a date of the form yyyy-MM-dd, such as 2026-12-24"),
        ("System.DateTimeOffset", "must be a moment of the form 2026-12-24T10:00:00+03:00"),
        ("System.Guid", "must be a UUID, such as 0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11"),
        ("System.Boolean", "must be true or false"),
        ("Priority", "must be low, normal, high or critical"),
        ("IReadOnlyList`1[System.String]", "must be a list of texts"),
        ("List`1", "must be a list"),
        ("Dictionary`2", "must be an object"),
        ("System.String", "must be a text"),
    ];

    public static (string? Field, string Rule) Of(JsonException json)
    {
        var field = json.Path is { Length: > 2 } path ? path.TrimStart('$', '.') : null;
        if (json.Message.Contains("Duplicate property", StringComparison.Ordinal))
            return (field, "is given twice");
        foreach (var (type, form) in Forms)
        {
            if (field is not null && json.Message.Contains(type, StringComparison.Ordinal))
                return (field, form);
        }

        return field is null
            ? (null, $"The body must be one JSON object (line {(json.LineNumber ?? 0) + 1}, byte {json.BytePositionInLine ?? 0}).")
            : (field, "has the wrong form");
    }
}
