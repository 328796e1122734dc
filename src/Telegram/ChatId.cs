using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Telegram;

/// <summary>How a chat is named in settings and orders (docs/telegram.md 35).</summary>
public static partial class ChatId
{
    /// <summary>The form in words.</summary>
    public const string Format = "a chat's number such as -1001234567890, or @channelname";

    /// <summary>True for a chat's number or public name.</summary>
    public static bool IsValid(string? text) => text is not null && Pattern().IsMatch(text);

    /// <summary>True for the number of a chat with one person.</summary>
    public static bool IsPrivate(string chatId) => chatId.Length > 0 && char.IsAsciiDigit(chatId[0]);

    [GeneratedRegex(@"^(-?[1-9][0-9]{0,15}|@[A-Za-z][A-Za-z0-9_]{3,31})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
