using System.Net;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;

namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>Which webhooks Telegram takes (docs/telegram.md 1, 4).</summary>
internal static class WebhookRules
{
    private const int MaxSecret = 256;
    private static readonly int[] HostedPorts = [443, 80, 88, 8443];

    /// <summary>The address, to which HTTPS is added where it has no scheme, and the secret.</summary>
    public static (Uri Url, string Secret) Read(ApiParameters parameters)
    {
        var (parsed, _) = TelegramUrl.Parse(parameters.Text("url")!, isHttps: true);
        if (parsed is null || !Uri.TryCreate(parsed.ToString(), UriKind.Absolute, out var url))
        {
            throw TelegramRefusal.BadRequest("invalid webhook URL specified");
        }

        var secret = parameters.Text("secret_token") ?? "";
        return secret.Length > MaxSecret ? throw TelegramRefusal.BadRequest("secret token is too long")
            : secret.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? (url, secret)
            : throw TelegramRefusal.BadRequest("secret token contains unallowed characters");
    }

    /// <summary>The hosted server delivers by HTTPS to four ports.</summary>
    public static void Check(Uri url, string? ip, bool localServer)
    {
        if (ip is not null && !IPAddress.TryParse(ip, out _))
        {
            throw TelegramRefusal.BadRequest("bad webhook: Invalid IP address specified");
        }

        if (!localServer && url.Scheme != "https")
        {
            throw TelegramRefusal.BadRequest("bad webhook: An HTTPS URL must be provided for webhook");
        }

        if (!localServer && url.HostNameType == UriHostNameType.Dns && !url.Host.Contains('.'))
        {
            throw TelegramRefusal.BadRequest("bad webhook: Failed to resolve host: Name or service not known");
        }

        if (!localServer && !HostedPorts.Contains(url.Port))
        {
            throw TelegramRefusal.BadRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
        }
    }
}
