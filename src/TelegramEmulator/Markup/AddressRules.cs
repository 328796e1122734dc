using System.Text;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Which of the found pieces of a text are addresses.</summary>
internal static partial class AddressRules
{
    private const string NotAtEnd = ".:;,('?!`";
    private const string Brackets = "([{)]}";
    private const int MaxPartLength = 63;

    public static bool IsMail(string text) => Mail().IsMatch(text);

    /// <summary>How much of a piece is the address of a page; 0 where it is none.</summary>
    public static int PageLength(string found)
    {
        var scheme = Scheme().Match(found).Length;
        var rest = found[scheme..];
        var pathAt = rest.IndexOfAny(['/', '?', '#']);
        var path = pathAt < 0 ? "" : rest[pathAt..];
        var domain = pathAt < 0 ? rest : rest[..pathAt];
        var length = found.Length - path.Length + Balanced(path);
        domain = domain[(domain.IndexOf('@', StringComparison.Ordinal) + 1)..];
        domain = domain.LastIndexOf(':') is >= 0 and var colon ? domain[..colon] : domain;
        return IsHost(domain.Split('.'), scheme > 0) ? length : 0;
    }

    /// <summary>The path up to a bracket that closes what was not opened.</summary>
    private static int Balanced(string path)
    {
        var open = new int[Brackets.Length / 2];
        var length = 0;
        for (; length < path.Length; length++)
        {
            var bracket = Brackets.IndexOf(path[length], StringComparison.Ordinal);
            if (bracket >= 0 && (open[bracket % open.Length] += bracket < open.Length ? 1 : -1) < 0)
            {
                break;
            }
        }

        while (length > 0 && NotAtEnd.Contains(path[length - 1]))
        {
            length--;
        }

        return length;
    }

    private static bool IsHost(string[] parts, bool hasScheme)
    {
        if (parts.Length == 1 || parts.Any(part => part.Length == 0 || Encoding.UTF8.GetByteCount(part) > MaxPartLength || part[^1] == '-'))
        {
            return false;
        }

        if (parts.All(part => part.All(char.IsAsciiDigit)))
        {
            return parts.Length == 4 && parts.All(part => part.Length <= 3 && int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) <= byte.MaxValue && (part.Length == 1 || part[0] != '0'));
        }

        var top = parts[^1];
        var isTop = top.StartsWith("xn--", StringComparison.Ordinal) ? top.Length > 5 && top[4..].All(char.IsAsciiLetterOrDigit)
            : top.EnumerateRunes().Count() > 1 && top.IndexOfAny(['_', '-']) < 0 && (hasScheme || TopLevelDomains.Contain(top));
        return isTop && !parts[^2].Contains('_');
    }

    [GeneratedRegex(@"^(?:https?|ftp|tonsite)://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^(?:[A-Za-z0-9_-]{0,26}[.+]){0,10}[A-Za-z0-9_-]{1,35}@(?:(?:[A-Za-z0-9][A-Za-z0-9_-]{0,28})?[A-Za-z0-9][.]){1,6}[A-Za-z]{2,8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();
}
