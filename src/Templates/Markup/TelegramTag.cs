using System.Globalization;

namespace PhStudio.Messaging.Templates.Markup;

/// <summary>The tags that Telegram knows, and what each must carry (docs/telegram.md 27, 28).</summary>
internal static class TelegramTag
{
    private static readonly string[] Known =
    [
        "b", "strong", "i", "em", "s", "strike", "del", "u", "ins", "tg-spoiler", "tg-emoji", "tg-time", "span", "a", "pre", "code", "blockquote",
    ];

    /// <summary>The tag's number, or -1 when Telegram refuses it. Letters of either case are the same to Telegram.</summary>
    public static int Find(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Known.Length; i++)
        {
            if (name.Equals(Known[i], StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The name of a tag's number.</summary>
    public static string Name(int tag) => Known[tag];

    /// <summary>Says what is wrong with the attribute of a tag, or nothing.</summary>
    public static string? RefuseAttribute(string tag, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        var (right, reason) = tag switch
        {
            "span" when name is "class" => (value is "tg-spoiler", "span needs class=\"tg-spoiler\""),
            "a" when name is "href" => (!value.IsEmpty, "a needs a non-empty href"),
            "code" when name is "class" => (value.StartsWith("language-", StringComparison.Ordinal), "the class of code begins with language-"),
            "blockquote" when name is "expandable" => (true, ""),
            "tg-emoji" when name is "emoji-id" => (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _), "emoji-id is a number"),
            "tg-time" when name is "unix" => (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _), "unix is a number of seconds of at most 31 bits"),
            "tg-time" when name is "format" => (IsTimeFormat(value), "the format of tg-time is r, or any of w, d or D, t or T in this order"),
            _ => (false, "Telegram knows no such attribute for this tag"),
        };
        return right ? null : reason;
    }

    /// <summary>The attribute without which the tag means nothing, or null.</summary>
    public static string? Needs(string tag) => tag switch { "span" => "class", "a" => "href", "tg-emoji" => "emoji-id", "tg-time" => "unix", _ => null };

    private static bool IsTimeFormat(ReadOnlySpan<char> format)
    {
        if (format is "r")
        {
            return true;
        }

        var i = 0;
        i += i < format.Length && format[i] == 'w' ? 1 : 0;
        i += i < format.Length && format[i] is 'd' or 'D' ? 1 : 0;
        i += i < format.Length && format[i] is 't' or 'T' ? 1 : 0;
        return i == format.Length;
    }
}
