using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Contracts;

/// <summary>Every text of a list has one form.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachMatchesAttribute(string pattern, string form) : ValidationAttribute($"must hold only values of the form {form}")
{
    /// <summary>The regular expression that each element matches.</summary>
    public string Pattern { get; } = pattern;

    /// <inheritdoc />
    public override bool IsValid(object? value) =>
        value is not IEnumerable elements || elements.Cast<object?>().All(e => e is string text && Regex.IsMatch(text, Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
}

/// <summary>An id that was really given: a UUID other than the one of zeros.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotEmptyIdAttribute() : ValidationAttribute("must be a UUID other than 00000000-0000-0000-0000-000000000000")
{
    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not Guid id || id != Guid.Empty;
}

/// <summary>A JSON value that is an object.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonObjectAttribute() : ValidationAttribute("must be a JSON object")
{
    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not JsonElement json || json.ValueKind == JsonValueKind.Object;
}
