using PhStudio.Messaging.TelegramEmulator.Api;

namespace PhStudio.Messaging.TelegramEmulator.Updates;

/// <summary>Which webhooks Telegram takes (docs/telegram.md 1, 4).</summary>
internal static class WebhookRules
{
    private const int MaxSecret = 256;
    private static readonly int[] HostedPorts = [443, 80, 88, 8443];

    public static Uri Url(ApiParameters parameters, bool localServer)
    {
        var text = parameters.Text("url")!;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw TelegramRefusal.BadRequest("invalid webhook URL specified");
        }

        if (!localServer && url.Scheme != "https")
        {
            throw TelegramRefusal.BadRequest("bad webhook: An HTTPS URL must be provided for webhook");
        }

        return localServer || HostedPorts.Contains(url.Port)
            ? url
            : throw TelegramRefusal.BadRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
    }

    public static string? Secret(ApiParameters parameters)
    {
        var secret = parameters.Text("secret_token");
        if (string.IsNullOrEmpty(secret))
        {
            return null;
        }

        if (secret.Length > MaxSecret)
        {
            throw TelegramRefusal.BadRequest("secret token is too long");
        }

        return secret.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? secret
            : throw TelegramRefusal.BadRequest("secret token contains unallowed characters");
    }
}
