using PhStudio.Messaging.Templates.Markup;
using Scriban.Syntax;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>Reads the markup of a template's source, its code left out, so that a mistake has its place.</summary>
internal static class MarkupScan
{
    /// <summary>The first mistake and the index of its character, or null.</summary>
    /// <param name="source">The template's source.</param>
    /// <param name="texts">What stands outside of its code, in the order of the source.</param>
    public static (int Position, string Reason)? Of(string source, IEnumerable<ScriptRawStatement> texts)
    {
        var bare = new char[source.Length];
        bare.AsSpan().Fill(' ');
        var inTag = false;
        foreach (var text in texts)
        {
            if (inTag)
            {
                return (Math.Max(source.AsSpan(0, text.Text.Index).LastIndexOf("{{"), 0), "a value may not stand inside a tag");
            }

            var characters = source.AsSpan(text.Text.Index, text.Text.Length);
            characters.CopyTo(bare.AsSpan(text.Text.Index));
            inTag = characters.LastIndexOf('<') > characters.LastIndexOf('>');
        }

        var result = TelegramMarkup.Check(bare);
        return result.Problem is null ? null : (result.Position, result.Problem);
    }
}
