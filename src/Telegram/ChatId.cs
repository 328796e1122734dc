using System.Globalization;
using System.Text.RegularExpressions;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Telegram;

/// <summary>How a chat is named in settings and orders (docs/telegram.md 35).</summary>
public static partial class ChatId
{
    private const long LowestBasicGroup = -1_000_000_000_000;

    /// <summary>The form in words.</summary>
    public const string Format = ChatIdForm.Words;

    /// <summary>True for a chat's number or public name.</summary>
    public static bool IsValid(string? text) => text is not null && Pattern().IsMatch(text);

    /// <summary>True for the number of a chat with one person.</summary>
    public static bool IsPrivate(string chatId) => chatId.Length > 0 && char.IsAsciiDigit(chatId[0]);

    /// <summary>True for the number of a supergroup or a channel, which never gets another one: only a basic group becomes a supergroup.</summary>
    public static bool IsSupergroup(string chatId) => long.TryParse(chatId, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number < LowestBasicGroup;

    [GeneratedRegex(ChatIdForm.Pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
