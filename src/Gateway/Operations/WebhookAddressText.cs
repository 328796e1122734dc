using System.Text.RegularExpressions;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>How the audit names an address of the webhook, which another program may have set: many write the bot's token or a secret into it.</summary>
internal static partial class WebhookAddressText
{
    private const string Hidden = "***";

    /// <summary>The scheme, host, port and path, without what may be secret; <c>polling</c> for none; null where it is not known.</summary>
    public static string? Of(string? address, WebhookSecret secret)
    {
        if (string.IsNullOrEmpty(address))
        {
            return address is null ? null : "polling";
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var url))
        {
            return Hidden;
        }

        // Neither userinfo nor query nor fragment.
        var path = url.AbsolutePath.Split('/').Select(segment => secret.Matches(Uri.UnescapeDataString(segment)) || Token().IsMatch(Uri.UnescapeDataString(segment)) ? Hidden : segment);
        return $"{url.Scheme}://{url.Authority}{string.Join('/', path)}";
    }

    // The bot's number, a colon, and 35 characters.
    [GeneratedRegex(@"[0-9]{5,}:[A-Za-z0-9_-]{20,}")]
    private static partial Regex Token();
}
