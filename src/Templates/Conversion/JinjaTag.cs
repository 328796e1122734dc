namespace PhStudio.Messaging.Templates.Conversion;

/// <summary>What a tag of Jinja is.</summary>
internal enum JinjaKind
{
    /// <summary><c>{{ }}</c>.</summary>
    Value,

    /// <summary><c>{% %}</c>.</summary>
    Statement,

    /// <summary><c>{# #}</c>.</summary>
    Comment,
}

/// <summary>One tag of a source in the form of Jinja.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">The index of its first brace.</param>
/// <param name="End">The index after its last brace.</param>
/// <param name="Content">What stands in it, without marks for white space.</param>
/// <param name="TrimsBefore">True where it takes away the white space before it.</param>
/// <param name="TrimsAfter">True where it takes away the white space after it.</param>
internal sealed record JinjaTag(JinjaKind Kind, int Start, int End, string Content, bool TrimsBefore, bool TrimsAfter)
{
    /// <summary>The first word.</summary>
    public string Word => Content.Split(' ', 2)[0];

    /// <summary>Finds all tags.</summary>
    /// <exception cref="ConversionException">One has no end.</exception>
    public static List<JinjaTag> All(string source)
    {
        var tags = new List<JinjaTag>();
        for (var at = source.IndexOf('{', StringComparison.Ordinal); at >= 0 && at + 1 < source.Length; at = source.IndexOf('{', at))
        {
            if (Find(source[at + 1]) is not { } found)
            {
                at++;
                continue;
            }

            var end = source.IndexOf(found.Close, at + 2, StringComparison.Ordinal);
            if (end < 0)
            {
                throw new ConversionException(at, $"{source.Substring(at, 2)} is not closed by {found.Close}");
            }

            var inside = source[(at + 2)..end];
            tags.Add(new JinjaTag(found.Kind, at, end + 2, inside.Trim('-', '+', ' ', '\t', '\n'), inside.StartsWith('-'), inside.EndsWith('-')));
            at = end + 2;
        }

        return tags;
    }

    private static (JinjaKind Kind, string Close)? Find(char second) => second switch
    {
        '{' => (JinjaKind.Value, "}}"),
        '%' => (JinjaKind.Statement, "%}"),
        '#' => (JinjaKind.Comment, "#}"),
        _ => null,
    };
}
