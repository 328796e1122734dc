using System.Text;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Reads the attributes of one start tag.</summary>
/// <param name="cursor">Behind the tag's name.</param>
/// <param name="tag">The tag's name, for errors.</param>
/// <param name="begin">Where the tag begins, for errors.</param>
internal sealed class HtmlAttributes(HtmlCursor cursor, string tag, int begin)
{
    /// <summary>The next attribute, its value null where it has none; null behind the tag's closing bracket.</summary>
    public (string Name, string? Value)? Next()
    {
        var before = cursor.At;
        cursor.SkipSpace();
        if (cursor.Here == '>')
        {
            cursor.At++;
            return null;
        }

        var name = cursor.ReadName();
        if (name.Length == 0)
        {
            throw cursor.AtEnd && cursor.At == before ? Error($"Unclosed start tag \"{tag}\"", begin) : Error($"Empty attribute name in the tag \"{tag}\"", begin);
        }

        cursor.SkipSpace();
        if (cursor.Here != '=')
        {
            return cursor.AtEnd ? throw Error($"Unclosed start tag \"{tag}\"", begin) : (name, null);
        }

        cursor.At++;
        cursor.SkipSpace();
        if (cursor.AtEnd)
        {
            throw Error($"Unclosed start tag \"{tag}\"", begin);
        }

        var value = cursor.Here is '"' or '\'' ? Quoted() : NameToken();
        return cursor.AtEnd ? throw Error("Unclosed start tag", begin) : (name, value);
    }

    /// <summary>Without quotes only letters, digits, full stops and hyphens.</summary>
    private string NameToken()
    {
        var from = cursor.At;
        var value = new StringBuilder();
        while (char.IsAsciiLetterOrDigit(cursor.Here) || cursor.Here is '.' or '-')
        {
            value.Append(char.ToLowerInvariant(cursor.Here));
            cursor.At++;
        }

        return cursor.AtSpace || cursor.Here == '>' ? value.ToString() : throw Error("Unexpected end of name token", from);
    }

    private string Quoted()
    {
        var quote = cursor.Here;
        var value = new StringBuilder();
        cursor.At++;
        while (!cursor.AtEnd && cursor.Here != quote)
        {
            cursor.CopyCharacter(value);
        }

        cursor.At += cursor.AtEnd ? 0 : 1;
        return value.ToString();
    }

    private TelegramMarkupException Error(string description, int at) => new($"{description} at byte offset {cursor.ByteOffset(at)}");
}
