namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>
/// JSON from outside that cannot be taken: a form that cannot be read, or a member that is missing or not known.
/// Its message names every field and its rule, and never holds a value.
/// </summary>
public sealed class WireException : Exception
{
    /// <summary>The body as a whole cannot be read.</summary>
    /// <param name="sentence">Why.</param>
    public WireException(string sentence)
        : base(sentence)
    {
        Errors = new Dictionary<string, string[]>();
        IsUnreadable = true;
    }

    /// <summary>Single members cannot be taken.</summary>
    /// <param name="errors">The rules that are broken, by the field's snake_case name.</param>
    /// <param name="isUnreadable">True where a value has a form that cannot be read, false where members are only missing or unknown.</param>
    public WireException(IReadOnlyDictionary<string, string[]> errors, bool isUnreadable)
        : base(string.Join("; ", errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}")))
    {
        Errors = errors;
        IsUnreadable = isUnreadable;
    }

    /// <summary>The broken rules by field; empty where the body as a whole cannot be read.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; }

    /// <summary>True for 400, false for 422.</summary>
    public bool IsUnreadable { get; }
}
