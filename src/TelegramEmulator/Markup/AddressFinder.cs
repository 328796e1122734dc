using System.Text;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Finds addresses of pages and e-mail addresses in a text as Telegram does: around every point, and behind Telegram's own schemes.</summary>
internal static class AddressFinder
{
    private const string NotAtEnd = ".:;,('?!`";
    private const string SchemeEnd = "://";
    private const string MailScheme = "mailto:";
    private const int MaxHostLength = 253;

    private static readonly (string Scheme, string[] Others)[] Schemes = [("http", ["shttp"]), ("https", []), ("ftp", ["tftp", "sftp"]), ("tonsite", [])];

    public static IEnumerable<MessageEntity> Find(string text) => [.. Own(text), .. Pages(text)];

    private static IEnumerable<MessageEntity> Own(string text)
    {
        for (var colon = text.IndexOf(SchemeEnd, StringComparison.Ordinal); colon >= 0; colon = text.IndexOf(SchemeEnd, colon + 1, StringComparison.Ordinal))
        {
            var scheme = Ends(text, colon, "tg") ? 2 : Ends(text, colon, "ton") ? 3 : 0;
            var host = colon + SchemeEnd.Length;
            var end = host;
            while (end < text.Length && end - host < MaxHostLength && (Signs.IsOfName(text[end]) || text[end] == '-'))
            {
                end++;
            }

            if (scheme > 0 && end > host)
            {
                yield return TagFinder.Entity("url", colon - scheme, PathEnd(text, end));
            }
        }
    }

    private static IEnumerable<MessageEntity> Pages(string text)
    {
        // What was looked at does not belong to what comes behind it, which is why the search goes on in the rest as in a text of its own.
        var done = 0;
        while (text.IndexOf('.', done) is >= 0 and var point && point + 1 < text.Length)
        {
            if (text[point + 1] == ' ')
            {
                done = point + 2;
                continue;
            }

            var rest = text[done..];
            var (from, to, isBad) = Around(rest, point - done);
            if (!isBad && to > point - done + 1 && Entity(rest[from..to]) is { } found)
            {
                yield return found with { Offset = done + from + found.Offset };
            }

            while (isBad ? rest[to - 1] != '.' : to < rest.Length && rest[to] == '.')
            {
                to += isBad ? -1 : 1;
            }

            done = Math.Max(done + to, point + 1);
        }
    }

    private static MessageEntity? Entity(string found)
    {
        if (AddressRules.IsMail(found))
        {
            return TagFinder.Entity("email", 0, found.Length);
        }

        if (found.StartsWith(MailScheme, StringComparison.Ordinal) && AddressRules.IsMail(found[MailScheme.Length..]))
        {
            return TagFinder.Entity("email", MailScheme.Length, found.Length);
        }

        return AddressRules.PageLength(found) is > 0 and var length ? TagFinder.Entity("url", 0, length) : null;
    }

    /// <summary>The piece around a point that could be an address.</summary>
    private static (int From, int To, bool IsBad) Around(string text, int point)
    {
        var from = Back(text, point, Signs.IsOfDomain);
        var (to, at) = (point, -1);
        for (; to < text.Length && Signs.At(text, to) is var sign && (sign.Value == '@' || Signs.IsOfDomain(sign)); to += sign.Utf16SequenceLength)
        {
            at = sign.Value == '@' ? to : at;
        }

        from = at >= 0 ? Back(text, from, Signs.IsOfUser) : from;
        to = PathEnd(text, PortEnd(text, to));
        while (to > point + 1 && text[to - 1] == '.')
        {
            to--;
        }

        var isBad = false;
        if (from > 0 && text[from - 1] == '@')
        {
            var user = Back(text, from - 1, Signs.IsOfUser);
            isBad = at >= 0 || user == from - 1;
            from = user;
        }

        if (from == 0)
        {
            return (from, to, isBad);
        }

        if (text.AsSpan(0, from).EndsWith(SchemeEnd, StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(text.AsSpan(0, from)) >= 6)
        {
            var colon = from - SchemeEnd.Length;
            var word = text[Back(text, colon, Signs.IsOfScheme)..colon].ToLowerInvariant();
            var scheme = Schemes.FirstOrDefault(scheme => word.EndsWith(scheme.Scheme, StringComparison.Ordinal) && !scheme.Others.Contains(word)).Scheme;
            return (scheme is null ? from : colon - scheme.Length, to, isBad || scheme is null);
        }

        var before = Signs.Before(text, from);
        return (from, to, isBad || Signs.IsWord(before) || before.Value is '/' or '#' or '@');
    }

    private static int Back(string text, int from, Func<Rune, bool> belongs)
    {
        while (from > 0 && Signs.Before(text, from) is var sign && belongs(sign))
        {
            from -= sign.Utf16SequenceLength;
        }

        return from;
    }

    private static int PortEnd(string text, int at)
    {
        if (at >= text.Length || text[at] != ':')
        {
            return at;
        }

        var end = at + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        var digits = text[(at + 1)..end].TrimStart('0');
        return digits.Length is > 0 and <= 5 && int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) <= ushort.MaxValue ? end : at;
    }

    /// <summary>Behind the path, without signs that rather belong to the sentence.</summary>
    private static int PathEnd(string text, int at)
    {
        if (at >= text.Length || text[at] is not ('/' or '?' or '#'))
        {
            return at;
        }

        var end = at + 1;
        while (end < text.Length && Signs.At(text, end) is var sign && Signs.IsOfPath(sign))
        {
            end += sign.Utf16SequenceLength;
        }

        while (end > at + 1 && NotAtEnd.Contains(text[end - 1]))
        {
            end--;
        }

        return text[at] == '/' || end > at + 1 ? end : at;
    }

    private static bool Ends(string text, int at, string scheme) => text.AsSpan(0, at).EndsWith(scheme, StringComparison.OrdinalIgnoreCase);
}
