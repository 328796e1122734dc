namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>What a value must look like, in the words of an error.</summary>
internal static class WireForms
{
    public const string HalfPair = "must not hold half a surrogate pair";

    public const string TooDeep = "must be nested at most 32 levels deep";

    public const string NumberOrText = "must be a text or a whole number";

    public const string ListOfTexts = "must be a list of texts";

    public static string Of(Type type) => type switch
    {
        _ when type == typeof(int) || type == typeof(long) => "must be a whole number",
        _ when type == typeof(decimal) => "must be a number, such as 8000 or 8000.50",
        _ when type == typeof(bool) => "must be true or false",
        _ when type == typeof(DateOnly) => "must be a date of the form yyyy-MM-dd, such as 2026-12-24",
        _ when type == typeof(DateTimeOffset) => "must be a moment with its offset of the form 2026-12-24T10:00:00+03:00",
        _ when type == typeof(Guid) => "must be a UUID, such as 0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11",
        _ when type.IsEnum => $"must be one of {string.Join(", ", WireEnum.Names(type))}",
        _ when type == typeof(string) => "must be a text",
        _ when type == typeof(System.Text.Json.JsonElement) => "must be JSON itself, not a text that holds it",
        _ when type == typeof(IReadOnlyList<string>) => ListOfTexts,
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => "must be a list",
        _ => "must be an object",
    };
}
