namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>Which known name is meant by one that is not known.</summary>
public static class NameDistance
{
    /// <summary>The known name that is nearest, and how many letters are between them; null where none is known.</summary>
    public static (string? Name, int Letters) Nearest(string name, IEnumerable<string> known)
    {
        var nearest = ((string?)null, int.MaxValue);
        foreach (var other in known)
        {
            var letters = Between(name, other);
            if (letters < nearest.Item2)
            {
                nearest = (other, letters);
            }
        }

        return nearest;
    }

    /// <summary>True where so few letters are between a name and a known one that it is misspelt, and not another.</summary>
    public static bool IsMisspelt(string name, int letters) => letters <= 2 && letters < name.Length / 2;

    // Levenshtein, in one row.
    private static int Between(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
