namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>The text of a file <c>.env</c>. The emulator reads its own by the same rules, though it refers to no other project.</summary>
internal static class EnvText
{
    private const string HostPrefix = "ASPNETCORE_";

    /// <summary>The settings in a file's text. The last of two lines of one name counts.</summary>
    public static IReadOnlyDictionary<string, string?> Parse(string text)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in text.Split('\n').Select(line => line.Trim().TrimStart('\uFEFF')))
        {
            var assignment = line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..] : line;
            var sign = assignment.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0 || line.StartsWith('#'))
            {
                continue;
            }

            var name = assignment[..sign].Trim();
            var value = Value(assignment[(sign + 1)..].Trim());
            settings[name] = value;
            // The host knows its own settings without their prefix.
            if (name.StartsWith(HostPrefix, StringComparison.OrdinalIgnoreCase))
            {
                settings[name[HostPrefix.Length..]] = value;
            }
        }

        return settings;
    }

    private static string Value(string text)
    {
        if (text.Length > 1 && text[0] is '"' or '\'' && text.IndexOf(text[0], 1) is > 0 and var end)
        {
            return text[1..end];
        }

        var comment = text.IndexOf(" #", StringComparison.Ordinal);
        return (comment < 0 ? text : text[..comment]).Trim();
    }
}
