using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;

namespace PhStudio.Messaging.Contracts;

/// <summary>A JSON value that is an object.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonObjectAttribute() : ValidationAttribute("must be a JSON object")
{
    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not JsonElement json || json.ValueKind is JsonValueKind.Object or JsonValueKind.Null;
}

/// <summary>
/// Telegram's <c>reply_markup</c>: an object of bounded size. Telegram takes a hundred buttons under a message and some hundreds below the box; whatever is larger is a mistake,
/// and would be stored and carried with every attempt.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReplyMarkupAttribute() : ValidationAttribute("must be a JSON object of at most 16384 bytes with at most 300 buttons")
{
    /// <summary>The largest, in bytes of UTF-8.</summary>
    public const int MaxBytes = 16_384;

    /// <summary>The most buttons.</summary>
    public const int MaxButtons = 300;

    /// <inheritdoc />
    public override bool IsValid(object? value)
    {
        if (value is not JsonElement json || json.ValueKind is JsonValueKind.Null)
        {
            return true;
        }

        return json.ValueKind is JsonValueKind.Object
            && Encoding.UTF8.GetByteCount(json.GetRawText()) <= MaxBytes
            && json.EnumerateObject().Where(member => member.Value.ValueKind is JsonValueKind.Array).Sum(member => Buttons(member.Value)) <= MaxButtons;
    }

    private static int Buttons(JsonElement rows) => rows.EnumerateArray().Sum(row => row.ValueKind is JsonValueKind.Array ? row.GetArrayLength() : 1);
}

/// <summary>Telegram's <c>entities</c>: an array of 1-100 objects.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EntitiesAttribute() : ValidationAttribute("must be an array of 1 to 100 of Telegram's entities, each an object")
{
    private const int Max = 100;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not JsonElement json || json.ValueKind is JsonValueKind.Null
        || (json.ValueKind is JsonValueKind.Array && json.GetArrayLength() is >= 1 and <= Max && json.EnumerateArray().All(entity => entity.ValueKind is JsonValueKind.Object));
}
