using System.Net;
using System.Text.RegularExpressions;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>The addresses of photos below a text, each in a line of its own behind a frame, which needs no language; an uploaded one has no address, and leaves a cross.</summary>
internal static partial class PhotoAddresses
{
    private const string Frame = "\U0001F5BC ";

    /// <summary>The text with as many addresses as fit into one message.</summary>
    public static Text Append(Text text, IReadOnlyList<string> photos)
    {
        var whole = text.Value;
        foreach (var photo in photos)
        {
            var longer = With(text, whole, photo);
            if (MessageSplitter.Split(longer, text.ParseMode).Count > 1)
            {
                break;
            }

            whole = longer;
        }

        return text with { Value = whole };
    }

    /// <summary>The text with all addresses, for what stands below a photo; null where they do not fit there.</summary>
    public static Text? BelowPhoto(Text text, IReadOnlyList<string> photos)
    {
        var whole = text with { Value = photos.Aggregate(text.Value, (so, photo) => With(text, so, photo)) };
        return MessageLayout.IsCaption(whole) ? whole : null;
    }

    private static string With(Text text, string whole, string photo) =>
        (whole.Length == 0 ? "" : whole + (whole == text.Value ? "\n\n" : "\n")) + Frame + (photo.StartsWith(PhotoForm.Upload, StringComparison.Ordinal) ? "\u2717" : Written(photo, text.ParseMode));

    private static string Written(string address, string parseMode) => parseMode switch
    {
        "HTML" => WebUtility.HtmlEncode(address),
        "MarkdownV2" => MarkdownV2Signs().Replace(address, @"\$&"),
        "Markdown" => MarkdownSigns().Replace(address, @"\$&"),
        _ => address,
    };

    [GeneratedRegex(@"[_*\[\]()~`>#+\-=|{}.!\\]", RegexOptions.CultureInvariant)]
    private static partial Regex MarkdownV2Signs();

    [GeneratedRegex(@"[_*`\[]", RegexOptions.CultureInvariant)]
    private static partial Regex MarkdownSigns();
}
