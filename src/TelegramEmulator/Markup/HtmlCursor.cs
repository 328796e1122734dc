using System.Text;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>A place in a text of HTML mode. Telegram's parser works on a zero-terminated text and counts the zero as white space.</summary>
internal sealed class HtmlCursor(string html)
{
    public int At { get; set; }

    public bool AtEnd => At >= html.Length;

    public char Here => At < html.Length ? html[At] : '\0';

    public char Next => At + 1 < html.Length ? html[At + 1] : '\0';

    public bool AtSpace => Here is ' ' or '\t' or '\r' or '\n' or '\v' or '\0';

    public void SkipSpace()
    {
        while (!AtEnd && AtSpace)
        {
            At++;
        }
    }

    /// <summary>Reads up to white space or one of the signs, in lower case.</summary>
    public string ReadWord(params ReadOnlySpan<char> signs)
    {
        var from = At;
        while (!AtSpace && !signs.Contains(Here))
        {
            At++;
        }

        return html[from..At].ToLowerInvariant();
    }

    /// <summary>Reads the name of an attribute, as it is written.</summary>
    public string ReadName()
    {
        var from = At;
        while (!AtSpace && Here is not ('=' or '>' or '/' or '"' or '\''))
        {
            At++;
        }

        return html[from..At];
    }

    /// <summary>Copies one character, decoded where it is a character reference. True where that names half of a pair, which is no character.</summary>
    public bool CopyCharacter(StringBuilder to)
    {
        var at = At;
        if (Here == '&' && HtmlEntity.TryDecode(html, ref at, out var character))
        {
            At = at;
            _ = character > char.MaxValue ? to.Append(char.ConvertFromUtf32(character)) : to.Append((char)character);
            return character is >= '\ud800' and <= '\udfff';
        }

        to.Append(html[At++]);
        return false;
    }

    /// <summary>Where a character stands in UTF-8, as Telegram's errors count.</summary>
    public int ByteOffset(int at) => Encoding.UTF8.GetByteCount(html.AsSpan(0, at));
}
