using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Contracts;

/// <summary>Every text of a list has one form.</summary>
/// <param name="pattern">A regular expression; end it with <c>\z</c>, since <c>$</c> lets a line end pass.</param>
/// <param name="form">The form in words.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachMatchesAttribute(string pattern, string form) : ValidationAttribute($"must hold only values of the form {form}")
{
    // The engine without backtracking would be two hundred methods for the compiler before the first booking. The patterns are ours, and in none a repetition stands within another.
    private readonly Regex _regex = new(pattern, RegexOptions.CultureInvariant);

    /// <summary>The regular expression that each element matches.</summary>
    public string Pattern { get; } = pattern;

    /// <inheritdoc />
    public override bool IsValid(object? value) =>
        value is not IEnumerable elements || elements.Cast<object?>().All(e => e is string text && _regex.IsMatch(text));
}

/// <summary>No text of a list is longer.</summary>
/// <param name="max">The most characters of one.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EachAtMostAttribute(int max) : ValidationAttribute($"must hold only values of at most {max} characters")
{
    /// <summary>The most characters.</summary>
    public int Max { get; } = max;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not IEnumerable<string> elements || elements.All(element => element is null || element.Length <= Max);
}

/// <summary>A list of so many values.</summary>
/// <param name="min">The fewest.</param>
/// <param name="max">The most.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountAttribute(int min, int max) : ValidationAttribute($"must hold {min} to {max} values")
{
    /// <summary>The fewest.</summary>
    public int Min { get; } = min;

    /// <summary>The most.</summary>
    public int Max { get; } = max;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not ICollection elements || (elements.Count >= Min && elements.Count <= Max);
}

/// <summary>No value stands in a list twice.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DistinctAttribute() : ValidationAttribute("must hold no value twice")
{
    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not IEnumerable<string> elements || elements.GroupBy(e => e, StringComparer.Ordinal).All(group => group.Count() == 1);
}

/// <summary>A UUID other than the one of zeros.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotEmptyIdAttribute() : ValidationAttribute("must be a UUID other than 00000000-0000-0000-0000-000000000000")
{
    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not Guid id || id != Guid.Empty;
}

/// <summary>A platform's own id of a booking: one that a path of HTTP can carry.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BookingIdAttribute() : ValidationAttribute("must be an id that an address can carry: not only dots or %2F, without a NUL, without half a surrogate pair")
{
    /// <summary>True where a booking gets it: then white space around it is refused, without which a command would name another booking. One that has it keeps it.</summary>
    public bool IsNew { get; init; }

    /// <inheritdoc />
    public override string FormatErrorMessage(string name) => IsNew ? base.FormatErrorMessage(name) + ", and without white space around it" : base.FormatErrorMessage(name);

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not string id
        || ((!IsNew || id.Trim().Length == id.Length) && id is not ("." or "..") && !id.Equals("%2F", StringComparison.OrdinalIgnoreCase) && !id.Contains('\0', StringComparison.Ordinal) && IsWellFormed(id));

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A day within bounds in which date arithmetic works in every time zone, and beyond which a date is a mistake.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SensibleDateAttribute() : ValidationAttribute($"must be a day from {First:yyyy-MM-dd} to {Last:yyyy-MM-dd}")
{
    /// <summary>The first day that is taken.</summary>
    public static readonly DateOnly First = new(2000, 1, 1);

    /// <summary>The last day that is taken.</summary>
    public static readonly DateOnly Last = new(2199, 12, 31);

    /// <inheritdoc />
    public override bool IsValid(object? value) => value switch
    {
        DateOnly day => day >= First && day <= Last,
        DateTimeOffset moment => moment.UtcDateTime.Year >= First.Year && moment.UtcDateTime.Year <= Last.Year,
        _ => true,
    };
}

/// <summary>An amount of money, from 0 to 1,000,000,000, with no more decimals than its currency has (ISO 4217).</summary>
/// <param name="currency">The name of the property that holds the currency's code.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AmountAttribute(string currency) : ValidationAttribute
{
    /// <summary>The largest amount.</summary>
    public const decimal Most = 1_000_000_000;

    /// <summary>True where no currency is that of a booking which is not known here: the amount then has at most the decimals that any currency has.</summary>
    public bool CurrencyMayStand { get; init; }

    /// <inheritdoc />
    public override bool RequiresValidationContext => true;

    /// <inheritdoc />
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is not decimal amount)
        {
            return ValidationResult.Success;
        }

        var given = validationContext.ObjectType.GetProperty(currency)!.GetValue(validationContext.ObjectInstance) as string;
        var rule = given is not null || !CurrencyMayStand || amount is < 0 or > Most ? Problem(amount, given ?? Currencies.Default)
            : decimal.Round(amount, Currencies.MostDigits) == amount ? null
            : $"must have at most {Currencies.MostDigits} decimals, and no more than its currency has";
        return rule is null ? ValidationResult.Success : new ValidationResult(rule, [validationContext.MemberName!]);
    }

    /// <summary>What is wrong with an amount; null where nothing is.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="currency">Its currency's code.</param>
    public static string? Problem(decimal amount, string currency) =>
        amount is < 0 or > Most ? $"must be an amount from 0 to {Most.ToString(CultureInfo.InvariantCulture)}"
        : Currencies.Digits(currency) is var digits && decimal.Round(amount, digits) == amount ? null
        : digits == 0 ? $"must be a whole number of {currency}" : $"must have at most {digits} decimals, as {currency} has";
}

/// <summary>A text that is one of several words. They are taken in any case and kept as they are spelt here.</summary>
/// <param name="choices">The words.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] choices) : ValidationAttribute($"must be one of {string.Join(", ", choices)}")
{
    /// <summary>The words.</summary>
    public IReadOnlyList<string> Choices { get; } = choices;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not string text || choices.Contains(text, StringComparer.OrdinalIgnoreCase);
}

/// <summary>A text that may be written as a number on the wire: an id that some programs keep as one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberOrTextAttribute : Attribute;

/// <summary>A text that may be empty on purpose. Everywhere else an empty text is the same as none.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BlankSaysSomethingAttribute : Attribute;

/// <summary>A further name of a list on the wire, by which its only text is given.</summary>
/// <param name="name">The name in snake_case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneNamedAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}

/// <summary>Other names of a member on the wire, such as Telegram's own.</summary>
/// <param name="names">The names in snake_case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AlsoNamedAttribute(params string[] names) : Attribute
{
    /// <summary>The names.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
