using PhStudio.Messaging.Templates.Markup;

namespace PhStudio.Messaging.Templates.Checking;

/// <summary>Reads the markup of a template's source, its tags of Handlebars left out, so that a mistake has its line.</summary>
internal static class MarkupScan
{
    /// <summary>The first mistake, or null.</summary>
    public static (int Line, string Reason)? Of(string source, IReadOnlyList<TemplateTag> tags)
    {
        var bare = source.ToCharArray();
        foreach (var tag in tags)
        {
            var before = source.AsSpan(0, tag.Start);
            if (!tag.IsComment && before.LastIndexOf('<') > before.LastIndexOf('>'))
            {
                return (tag.Line, "a value may not stand inside a tag");
            }

            bare.AsSpan(tag.Start, tag.End - tag.Start).Replace('<', ' ');
            bare.AsSpan(tag.Start, tag.End - tag.Start).Replace('&', ' ');
        }

        var result = TelegramMarkup.Check(bare);
        return result.Problem is null ? null : (TemplateTag.LineOf(source, result.Position), result.Problem);
    }
}
