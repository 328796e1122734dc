using System.Text;
using HandlebarsDotNet;

namespace PhStudio.Messaging.Templates.Markup;

/// <summary>
/// Escapes what Telegram's HTML would read as markup, and nothing more: the library's own encoder writes
/// <c>&amp;#x27;</c> for an apostrophe, which Telegram decodes but which counts against us when a person reads the source.
/// </summary>
internal sealed class TelegramHtmlEncoder : ITextEncoder
{
    public void Encode(StringBuilder? text, TextWriter target) => Encode(text?.ToString(), target);

    public void Encode(string? text, TextWriter target)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        var rest = text.AsSpan();
        for (var at = rest.IndexOfAny("<>&\""); at >= 0; at = rest.IndexOfAny("<>&\""))
        {
            target.Write(rest[..at]);
            target.Write(Escape(rest[at]));
            rest = rest[(at + 1)..];
        }

        target.Write(rest);
    }

    public void Encode<T>(T? text, TextWriter target)
        where T : IEnumerator<char>
    {
        while (text?.MoveNext() == true)
        {
            if (Escape(text.Current) is { } escaped)
            {
                target.Write(escaped);
            }
            else
            {
                target.Write(text.Current);
            }
        }
    }

    private static string? Escape(char c) => c switch { '<' => "&lt;", '>' => "&gt;", '&' => "&amp;", '"' => "&quot;", _ => null };
}
