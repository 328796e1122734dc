using System.Globalization;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Which addresses Telegram makes a link of, and which name a person.</summary>
internal static class TelegramLink
{
    private const string UserLink = "tg://user?id=";

    /// <summary>The entity of a link; null where Telegram would show plain text.</summary>
    public static MessageEntity? Entity(MessageEntity entity, string url)
    {
        if (url.StartsWith(UserLink, StringComparison.OrdinalIgnoreCase)
            && long.TryParse(url.AsSpan(UserLink.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var user))
        {
            return entity with { Type = "text_mention", User = new User { Id = user, FirstName = "User" } };
        }

        return Checked(url) is { } link ? entity with { Type = "text_link", Url = link } : null;
    }

    /// <summary>The address in the form in which Telegram returns it; null when it is none.</summary>
    public static string? Checked(string url)
    {
        var address = url.Trim();
        if (address.StartsWith("tg:", StringComparison.OrdinalIgnoreCase) || address.StartsWith("ton:", StringComparison.OrdinalIgnoreCase))
        {
            return address;
        }

        if (!address.Contains("://", StringComparison.Ordinal))
        {
            address = $"http://{address}";
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https" or "ftp" or "tonsite"
            && uri.Host.Contains('.')
                ? uri.AbsoluteUri
                : null;
    }
}
