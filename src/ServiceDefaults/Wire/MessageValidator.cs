using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>Checks an object by the validation attributes of its type: one check for HTTP requests and for messages on the bus.</summary>
public static class MessageValidator
{
    private static readonly IReadOnlyDictionary<string, string[]> Nothing = new Dictionary<string, string[]>();
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Check>> Known = new();
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<PropertyInfo>> KnownWithin = new();

    /// <summary>What is wrong, by the field's snake_case name; empty where nothing is. Never holds the value.</summary>
    public static IReadOnlyDictionary<string, string[]> Of(object message) => Of(message, isNew: true);

    private static IReadOnlyDictionary<string, string[]> Of(object message, bool isNew)
    {
        var errors = IsRight(message) ? Nothing : Errors(message, isNew);
        foreach (var (place, within) in Within(message))
        {
            if (Of(within, isNew) is { Count: > 0 } inside)
            {
                errors = errors.Concat(inside.Select(error => KeyValuePair.Create(place + error.Key, error.Value))).ToDictionary();
            }
        }

        return errors.Count == 0 && RulesBetweenFields.Of(message) is { } broken ? broken : errors;
    }

    /// <summary>The records within a message, each with the beginning of its fields' names.</summary>
    private static IEnumerable<(string Place, object Value)> Within(object message)
    {
        foreach (var property in KnownWithin.GetOrAdd(message.GetType(), RecordsOf))
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (property.GetValue(message) is not System.Collections.IEnumerable list)
            {
                if (property.GetValue(message) is { } record)
                {
                    yield return ($"{name}.", record);
                }

                continue;
            }

            var place = 0;
            foreach (var record in list)
            {
                yield return ($"{name}[{place++}].", record);
            }
        }
    }

    private static IReadOnlyList<PropertyInfo> RecordsOf(Type type) => [.. type.GetProperties().Where(property => WireValue.IsRecord(property.PropertyType) || WireValue.IsListOfRecords(property.PropertyType))];

    // Nearly every message is valid: the fast path needs none of the framework's contexts and lists of results.
    private static bool IsRight(object message)
    {
        foreach (var check in Known.GetOrAdd(message.GetType(), ChecksOf))
        {
            if (!check.Passes(message))
            {
                return false;
            }
        }

        return message is not IValidatableObject;
    }

    private static IReadOnlyList<Check> ChecksOf(Type type) =>
    [
        .. type.GetProperties()
            .Select(property => new Check(property, [.. property.GetCustomAttributes<ValidationAttribute>(inherit: true)]))
            .Where(check => check.Rules.Count > 0),
    ];

    private static IReadOnlyDictionary<string, string[]> Errors(object message, bool isNew)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(message, new ValidationContext(message), results, validateAllProperties: true);
        if (!isNew)
        {
            results.RemoveAll(result => Known.GetOrAdd(message.GetType(), ChecksOf).Any(check => check.IsOnlyOfNew(message, result)));
        }

        foreach (var check in Known.GetOrAdd(message.GetType(), ChecksOf).Where(check => check.IsBlank(message) && !results.Exists(result => result.MemberNames.Contains(check.Property.Name))))
        {
            results.Add(new ValidationResult("is required", [check.Property.Name]));
        }

        return results.Count == 0 ? Nothing : results
            .SelectMany(result => result.MemberNames.DefaultIfEmpty(""), (result, member) => (Field: JsonNamingPolicy.SnakeCaseLower.ConvertName(member), Rule: Rule(result.ErrorMessage, member)))
            .GroupBy(error => error.Field, error => error.Rule)
            .ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>
    /// Throws <see cref="InvalidMessageException"/> with one sentence that names every wrong field. What is asked of new ids alone is not asked here: the message was accepted, maybe by a release that did not ask it.
    /// </summary>
    public static void Demand(object message)
    {
        var errors = Of(message, isNew: false);
        if (errors.Count > 0)
        {
            throw new InvalidMessageException(Sentence(message.GetType(), errors));
        }
    }

    /// <summary>One sentence that names every wrong field of a message.</summary>
    public static string Sentence(Type message, IReadOnlyDictionary<string, string[]> errors) =>
        $"{message.Name}: " + string.Join("; ", errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}"));

    // The framework's own sentences name the C# member ("The field PeopleCount must be ..."); the reader knows the field by its name on the wire.
    private static string Rule(string? sentence, string member) => (sentence ?? "is not valid")
        .Replace($"The {member} field is required.", "is required", StringComparison.Ordinal)
        .Replace($"The field {member} ", "", StringComparison.Ordinal)
        .TrimEnd('.');

    /// <summary>One property and its rules.</summary>
    private sealed record Check(PropertyInfo Property, IReadOnlyList<ValidationAttribute> Rules)
    {
        // To the framework only white space is blank.
        private readonly bool _isRequired = Rules.Any(rule => rule is RequiredAttribute { AllowEmptyStrings: false });

        public bool IsBlank(object message) => _isRequired && Property.GetValue(message) is string text && BlankText.Is(text);

        /// <summary>True for a refusal by what is asked of new ids alone.</summary>
        public bool IsOnlyOfNew(object message, ValidationResult result) => result.MemberNames.Contains(Property.Name)
            && Rules.OfType<BookingIdAttribute>().FirstOrDefault(rule => rule.IsNew) is { } rule && result.ErrorMessage == rule.FormatErrorMessage(Property.Name)
            && new BookingIdAttribute().IsValid(Property.GetValue(message));

        public bool Passes(object message)
        {
            if (IsBlank(message))
            {
                return false;
            }

            var value = Property.GetValue(message);
            foreach (var rule in Rules)
            {
                // Attributes that need more than the value are left to the framework.
                if (rule.RequiresValidationContext || !rule.IsValid(value))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
