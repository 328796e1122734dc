using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using PhStudio.Messaging.Contracts;

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

    /// <summary>One of some words, in any case; null where none is given.</summary>
    public string? OneOf(string name, params string[] words)
    {
        var text = TextOf(name);
        if (!string.IsNullOrEmpty(text) && !words.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            _errors[name] = [$"must be one of {string.Join(", ", words)}"];
        }

        return text;
    }

    /// <summary>A text without the white space around it; null where none is given.</summary>
    public string? TextOf(string name) => WrittenOf(name)?.Trim();

    /// <summary>A text as it was written; null where none is given. Two of one name are refused: joined they would be a third one.</summary>
    public string? WrittenOf(string name)
    {
        if (!request.Query.TryGetValue(name, out var values))
        {
            return null;
        }

        if (values.Count > 1)
        {
            _errors[name] = ["is given twice"];
            return null;
        }

        var text = values.ToString();
        // Further on it would be no text at all, and the list would be that of everything.
        if (!string.IsNullOrWhiteSpace(text) && BlankText.Is(text))
        {
            _errors[name] = ["must hold a character that is seen; leave it out where nothing is to be selected by it"];
            return null;
        }

        return text;
    }

    /// <summary>Notes every parameter that has none of these names: one that is misspelt would be passed over.</summary>
    public void Allow(params IReadOnlyCollection<string> names)
    {
        foreach (var name in request.Query.Keys.Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            _errors[name] = [$"is not known here; this call takes {string.Join(", ", names.Order(StringComparer.Ordinal))}"];
        }
    }
}
