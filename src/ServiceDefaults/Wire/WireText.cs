using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>Reads the value of a member that was given as a text, or as the digits of a number.</summary>
internal static partial class WireText
{
    /// <summary>The value; null where it is wrong, which is then added to <paramref name="errors"/>.</summary>
    public static object? Read(string text, WireMember member, WireErrors errors, string field)
    {
        var type = member.Type;
        if (type == typeof(string))
        {
            return member.Choices?.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? text;
        }

        object? value = type switch
        {
            _ when type == typeof(int) || type == typeof(long) => Whole(text, member, errors, field),
            _ when type == typeof(decimal) => Amount(text),
            _ when type == typeof(bool) => text.ToLowerInvariant() switch { "true" => true, "false" => false, _ => null },
            _ when type == typeof(DateOnly) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
            _ when type == typeof(DateTimeOffset) => MomentForm().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null,
            _ when type == typeof(Guid) => Guid.TryParseExact(text, "D", out var id) || Guid.TryParseExact(text, "N", out id) ? id : null,
            _ when type.IsEnum => WireEnum.Read(type, text),
            _ => null,
        };
        if (value is null && !errors.Has(field))
        {
            errors.WrongFormat(field, WireForms.Of(type));
        }

        return value;
    }

    /// <summary>The text at the reader; null where it holds half a surrogate pair.</summary>
    public static string? Of(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>True for the digits of a whole number.</summary>
    public static bool IsWhole(string text) => WholeForm().IsMatch(text);

    private static object? Whole(string text, WireMember member, WireErrors errors, string field)
    {
        if (!WholeForm().IsMatch(text))
        {
            return null;
        }

        if (member.Type == typeof(int) ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small) : (small = 0) != 0)
        {
            return small;
        }

        if (member.Type == typeof(long) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        errors.Rule(field, member.Range ?? (member.Type == typeof(int) ? $"must be between {int.MinValue} and {int.MaxValue}" : $"must be between {long.MinValue} and {long.MaxValue}"));
        return null;
    }

    // A number that the type would round is refused by its digits instead: 28 of them are more than any amount of ours has.
    private static object? Amount(string text)
    {
        if (!AmountForm().IsMatch(text))
        {
            return null;
        }

        var digits = text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0') : text;
        if (digits.Count(char.IsAsciiDigit) <= 28)
        {
            return decimal.Parse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        }

        // Out of every bound, or with more decimals than any currency has: the amount's own rule says which.
        var standIn = digits.Split('.')[0].Length > 20 ? decimal.MaxValue : 0.0000000001m;
        return text[0] == '-' ? -standIn : standIn;
    }

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex WholeForm();

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AmountForm();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex MomentForm();
}
