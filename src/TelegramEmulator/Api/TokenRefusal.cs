using System.Globalization;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>What a server says of a token that is none of its own: its form is looked at first (docs/telegram.md 21, 25).</summary>
internal static class TokenRefusal
{
    private const int MaxLength = 80;
    private const long HighestId = 1L << 54;

    private static TelegramRefusal Invalid => new(401, "Unauthorized: invalid token specified");

    public static TelegramRefusal Of(string token, string method)
    {
        var colon = token.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || token[0] == '0' || token.Length > MaxLength ? Invalid
            : !long.TryParse(token.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) || token[0] == '+' ? new TelegramRefusal(421, "Misdirected Request: unallowed token specified")
            : id is <= 0 or >= HighestId ? Invalid
            : method.Equals("close", StringComparison.OrdinalIgnoreCase) ? TelegramRefusal.BadRequest("the bot has already been closed")
            : new TelegramRefusal(401, "Unauthorized");
    }
}
