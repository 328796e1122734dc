using System.Text.Json;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>
/// The fields of a JSON parameter, read as Telegram reads them: a number may come as a text and a text as a number, a boolean only as such, and null is no value of any type.
/// </summary>
internal static class JsonFields
{
    public static bool Has(this JsonElement of, string name) => of.TryGetProperty(name, out _);

    /// <summary>A text or a number as text; null when it is not there.</summary>
    public static string? Text(this JsonElement of, string name) => !of.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => throw OfType(name, "String"),
    };

    public static string RequiredText(this JsonElement of, string name) => of.Text(name) ?? throw Missing(name);

    /// <summary>A yes or no; no when it is not there.</summary>
    public static bool Flag(this JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw OfType(name, "Boolean"),
    };

    public static int? Int(this JsonElement of, string name) => !of.TryGetProperty(name, out var value) ? null
        : LenientNumber.Strict(Digits(name, value)) is >= int.MinValue and <= int.MaxValue and var number ? (int)number
        : throw NoNumber(name);

    public static int RequiredInt(this JsonElement of, string name) => of.Int(name) ?? throw Missing(name);

    public static long? Long(this JsonElement of, string name) => !of.TryGetProperty(name, out var value) ? null
        : LenientNumber.Strict(Digits(name, value)) ?? throw NoNumber(name);

    public static long RequiredLong(this JsonElement of, string name) => of.Long(name) ?? throw Missing(name);

    /// <summary>A list; null when it is not there.</summary>
    public static JsonElement? Array(this JsonElement of, string name) => OfKind(of, name, JsonValueKind.Array, "Array");

    /// <summary>An object; null when it is not there.</summary>
    public static JsonElement? Object(this JsonElement of, string name) => OfKind(of, name, JsonValueKind.Object, "Object");

    private static JsonElement? OfKind(JsonElement of, string name, JsonValueKind kind, string type) =>
        !of.TryGetProperty(name, out var value) ? null : value.ValueKind == kind ? value : throw OfType(name, type);

    public static JsonElement RequiredObject(this JsonElement of, string name) => of.Object(name) ?? throw Missing(name);

    private static string Digits(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => throw new UnreadableFieldException($"Field \"{name}\" must be a Number"),
    };

    private static UnreadableFieldException Missing(string name) => new($"Can't find field \"{name}\"");

    private static UnreadableFieldException OfType(string name, string type) => new($"Field \"{name}\" must be of type {type}");

    private static UnreadableFieldException NoNumber(string name) => new($"Field \"{name}\" must be a valid Number");
}
