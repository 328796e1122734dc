using System.Globalization;

namespace PhStudio.Messaging.TelegramEmulator.Hosting;

/// <summary>The form of a bot token (docs/telegram.md 25): <c>&lt;bot id&gt;:&lt;secret&gt;</c>.</summary>
public static class BotToken
{
    /// <summary>True when Telegram would at least look the token up.</summary>
    /// <param name="token">The token as it stands in the URL.</param>
    public static bool IsWellFormed(string token) =>
        token.Length <= 80 && !token.StartsWith('0') && !token.Contains('/') && TryReadBotId(token, out _);

    /// <summary>Reads the bot's id, the number before the colon.</summary>
    /// <param name="token">The token.</param>
    /// <param name="botId">The id, positive and of at most 54 bits.</param>
    public static bool TryReadBotId(string token, out long botId)
    {
        botId = 0;
        var colon = token.IndexOf(':');
        return colon > 0
            && long.TryParse(token.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out botId)
            && botId > 0 && botId < 1L << 54;
    }
}
