using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>An address, taken apart as Telegram's library does: the scheme and the host in small letters, the rest as it is.</summary>
internal sealed record TelegramUrl(bool IsHttps, string User, string Host, bool IsIpv6, int SpecifiedPort, string Query)
{
    private const string Allowed = ".-_!$,~*'();&+=";

    public override string ToString()
    {
        var port = SpecifiedPort > 0 ? $":{SpecifiedPort.ToString(CultureInfo.InvariantCulture)}" : "";
        return $"{(IsHttps ? "https" : "http")}://{(User.Length > 0 ? User + "@" : "")}{Host}{port}{Query}";
    }

    /// <summary>The address, or in Telegram's words why it is none; without a scheme it is read as <paramref name="isHttps"/> says.</summary>
    public static (TelegramUrl? Url, string? Error) Parse(string text, bool isHttps = false)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0 && text.AsSpan(0, scheme).IndexOfAny(":/?#@[]") < 0)
        {
            switch (text[..scheme].ToLowerInvariant())
            {
                case "http":
                    isHttps = false;
                    break;
                case "https":
                    isHttps = true;
                    break;
                default:
                    return (null, "Unsupported URL protocol");
            }

            text = text[(scheme + "://".Length)..];
        }

        var end = text.AsSpan().IndexOfAny("/?#");
        var authority = end < 0 ? text : text[..end];
        if (!TryReadPort(ref authority, out var port))
        {
            return (null, "Wrong port number specified in the URL");
        }

        var at = authority.LastIndexOf('@');
        var user = at < 0 ? "" : authority[..at];
        var host = string.Concat(authority[(at + 1)..].Select(sign => char.IsAsciiLetterUpper(sign) ? char.ToLowerInvariant(sign) : sign));
        var isIpv6 = host.StartsWith('[') && host.EndsWith(']');
        var error = host.Length == 0 ? "URL host is empty"
            : host == "." ? "Host is invalid"
            : isIpv6 ? IPAddress.TryParse(host, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 ? null : "Wrong IPv6 address specified in the URL"
            : Disallowed(host, "host", withColon: false) ?? Disallowed(user, "userinfo", withColon: true);
        return error is null ? (new TelegramUrl(isHttps, user, host, isIpv6, port, Escaped(end < 0 ? "" : text[end..])), null) : (null, error);
    }

    private static bool TryReadPort(ref string authority, out int port)
    {
        port = 0;
        var colon = authority.LastIndexOfAny([':', ']', '@']);
        if (colon <= 0 || authority[colon] != ':')
        {
            return true;
        }

        var digits = authority[(colon + 1)..].TrimStart('0');
        authority = authority[..colon];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;
    }

    private static string? Disallowed(string part, string name, bool withColon)
    {
        for (var i = 0; i < part.Length; i++)
        {
            var c = part[i];
            if (c == '%')
            {
                if (i + 2 >= part.Length || !char.IsAsciiHexDigit(part[i + 1]) || !char.IsAsciiHexDigit(part[i + 2]))
                {
                    return $"Wrong percent-encoded symbol in URL {name}";
                }

                i += 2;
            }
            else if (char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && !Allowed.Contains(c) && !(withColon && c == ':'))
            {
                return $"Disallowed character in URL {name}";
            }
        }

        return null;
    }

    private static string Escaped(string query)
    {
        query = query.TrimEnd();
        var from = query.StartsWith('/') ? "" : "/";
        return from + string.Concat(query.Select(c => c <= ' ' ? $"%{(int)c:X2}" : c.ToString()));
    }
}
