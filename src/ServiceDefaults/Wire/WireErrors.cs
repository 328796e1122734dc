namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>What is wrong with one body, collected while it is read: first every value whose form cannot be read; where there is none, every rule that is broken.</summary>
internal sealed class WireErrors
{
    private readonly Dictionary<string, List<string>> _rules = new(StringComparer.Ordinal);

    public bool IsUnreadable { get; private set; }

    public bool Any => _rules.Count > 0;

    public bool Has(string field) => _rules.ContainsKey(field);

    /// <summary>A value whose form cannot be read.</summary>
    public void WrongFormat(string field, string rule)
    {
        IsUnreadable = true;
        Rule(field, rule);
    }

    /// <summary>A rule that a readable body breaks.</summary>
    public void Rule(string field, string rule)
    {
        if (!_rules.TryGetValue(field, out var rules))
        {
            _rules[field] = rules = [];
        }

        if (!rules.Contains(rule))
        {
            rules.Add(rule);
        }
    }

    public WireException ToException() => new(_rules.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray()), IsUnreadable);
}
