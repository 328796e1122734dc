using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>Numbers in a query, read by us so that a refusal names the field and its form. An empty value counts as left out.</summary>
internal sealed class QueryNumbers(HttpRequest request)
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>What is wrong, by field.</summary>
    public Dictionary<string, string[]> Errors => _errors;

    /// <summary>A whole number between two bounds, both included.</summary>
    public int Whole(string name, int fallback, int min, int max)
    {
        var text = TextOf(name);
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        _errors[name] = [$"must be a whole number from {min} to {max}"];
        return fallback;
    }

    /// <summary>A number of seconds, which may have a fraction; null where none is given.</summary>
    public TimeSpan? Seconds(string name, int max)
    {
        var text = TextOf(name);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 && seconds <= max)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        _errors[name] = [$"must be a number of seconds from 0 to {max}, such as 10 or 0.5"];
        return null;
    }

    /// <summary>A text; null where none is given.</summary>
    public string? TextOf(string name) => request.Query.TryGetValue(name, out var values) ? values.ToString().Trim() : null;
}
