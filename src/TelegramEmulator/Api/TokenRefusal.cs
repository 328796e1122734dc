using System.Globalization;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>What a server says of a token that is none of its own: its form is looked at first (docs/telegram.md 21, 25).</summary>
internal static class TokenRefusal
{
    private const int Longest = 80;

    public static TelegramRefusal Of(ReadOnlySpan<char> token)
    {
        var colon = token.IndexOf(':');
        return colon < 0 || token[0] == '0' || token.Length > Longest ? new TelegramRefusal(401, "Unauthorized: invalid token specified")
            : !long.TryParse(token[..colon], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? new TelegramRefusal(421, "Misdirected Request: unallowed token specified")
            : new TelegramRefusal(401, id <= 0 ? "Unauthorized: invalid token specified" : "Unauthorized");
    }
}
