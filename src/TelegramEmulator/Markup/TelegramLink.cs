using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Which addresses Telegram makes a link of, and which name a person.</summary>
internal static class TelegramLink
{
    /// <summary>The entity of a link; null where Telegram would show plain text.</summary>
    public static MessageEntity? Entity(MessageEntity entity, string url) =>
        Person(entity, url) ?? (Check(url).Url is { } link ? entity with { Type = "text_link", Url = link } : null);

    /// <summary>The entity of a link to a person; null when it is none. Who it is, is looked up later.</summary>
    public static MessageEntity? Person(MessageEntity entity, string url) => Query(url.ToLowerInvariant(), "user") is { } query && LenientNumber.Strict(query.GetValueOrDefault("id")) is > 0 and var user
        ? entity with { Type = "text_mention", Url = null, User = new User { Id = user, FirstName = "User" } }
        : null;

    /// <summary>The parameters of an address of Telegram's own; null when it has another host. Of two with one name the first counts.</summary>
    public static Dictionary<string, string>? Query(string url, string host)
    {
        if (!url.StartsWith("tg:", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = url["tg:".Length..];
        rest = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest;
        if (!rest.StartsWith(host, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        rest = rest[host.Length..];
        rest = rest.StartsWith('/') ? rest[1..] : rest;
        return !rest.StartsWith('?') ? null
            : rest[1..].Split('#')[0].Split('&').Select(pair => pair.Split('=', 2)).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "", StringComparer.Ordinal);
    }

    /// <summary>The address in the form in which Telegram returns it, or in its words why it is none.</summary>
    public static (string? Url, string? Error) Check(string link, bool httpOnly = false, bool httpsOnly = false)
    {
        var rest = link;
        var own = ((string[])["tg", "ton", "tonsite"]).FirstOrDefault(scheme => rest.StartsWith($"{scheme}:", StringComparison.OrdinalIgnoreCase));
        if (own is not null)
        {
            rest = rest[(own.Length + 1)..];
            rest = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest;
        }

        var (url, error) = TelegramUrl.Parse(rest);
        return url is null ? (null, error)
            : httpsOnly && (!url.IsHttps || own is not null) ? (null, "Only HTTPS links are allowed")
            : own is not null ? httpOnly ? (null, "Only HTTP links are allowed") : Own(own, url, rest)
            : url.Host.Contains('.') || url.IsIpv6 ? (url.ToString(), null)
            : (null, "Wrong HTTP URL");
    }

    private static (string? Url, string? Error) Own(string scheme, TelegramUrl url, string rest)
    {
        if (rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.IsHttps || url.User.Length > 0 || url.SpecifiedPort != 0 || url.IsIpv6)
        {
            return (null, scheme == "tg" ? "Wrong tg URL" : "Wrong ton URL");
        }

        if (url.Host.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_') && !(scheme == "tonsite" && c == '.')))
        {
            return (null, "Unallowed characters in URL host");
        }

        var query = url.Query.StartsWith("/?", StringComparison.Ordinal) ? url.Query[1..] : url.Query;
        return ($"{scheme}://{url.Host}{query}", null);
    }
}
