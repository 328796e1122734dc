using System.Text;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>Reads separated values as RFC 4180 writes them: a field in quotes may hold separators, quotes that are doubled, and ends of lines.</summary>
internal static class SeparatedValues
{
    /// <summary>The rows with the lines that they begin in; empty lines are none. Throws a <see cref="FormatException"/> for a quote that is not closed.</summary>
    public static List<(int Line, IReadOnlyList<string> Fields)> Read(string text, char separator)
    {
        var rows = new List<(int, IReadOnlyList<string>)>();
        var (fields, field) = (new List<string>(), new StringBuilder());
        var (line, first, opened, isQuoted) = (1, 1, 1, false);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            line += c == '\n' ? 1 : 0;
            switch (c)
            {
                case '"' when isQuoted && at + 1 < text.Length && text[at + 1] == '"':
                    field.Append('"');
                    at++;
                    break;
                case '"' when isQuoted || field.Length == 0:
                    isQuoted = !isQuoted;
                    opened = line;
                    break;
                case var _ when isQuoted:
                    field.Append(c);
                    break;
                case '\n':
                    End();
                    first = line;
                    break;
                case '\r':
                    break;
                case var _ when c == separator:
                    fields.Add(field.ToString());
                    field.Clear();
                    break;
                default:
                    field.Append(c);
                    break;
            }
        }

        if (isQuoted)
        {
            // Else every booking after it would be a part of its field.
            throw new FormatException($"Line {opened}: a field begins with a quote that is closed nowhere.");
        }

        End();
        return rows;

        void End()
        {
            if (fields.Count > 0 || field.Length > 0)
            {
                fields.Add(field.ToString());
                rows.Add((first, fields));
            }

            (fields, _) = ([], field.Clear());
        }
    }
}
