using System.Text.RegularExpressions;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>What Telegram finds in a text by itself: addresses, commands, mentions, hashtags.</summary>
internal static partial class FoundEntities
{
    private static readonly (string Type, Regex Pattern)[] Finders =
    [
        ("url", Address()), ("email", Mail()), ("bot_command", Command()), ("mention", Mention()), ("hashtag", Hashtag()),
    ];

    /// <summary>The entities of a text with the found ones; what is marked as a link or code stays what it is.</summary>
    public static IReadOnlyList<MessageEntity> AddTo(FormattedText parsed)
    {
        // Most texts hold none of these signs, and the regular expressions are the dearest part of a message.
        if (parsed.Text.AsSpan().IndexOfAny('/', '@', '#') < 0)
        {
            return parsed.Entities;
        }

        var taken = parsed.Entities.Where(e => e.Type is "code" or "pre" or "text_link" or "text_mention" or "custom_emoji").ToList();
        var all = parsed.Entities.ToList();
        foreach (var (type, pattern) in Finders)
        {
            foreach (Match match in pattern.Matches(parsed.Text))
            {
                if (!taken.Any(e => e.Offset < match.Index + match.Length && match.Index < e.Offset + e.Length))
                {
                    var found = new MessageEntity { Type = type, Offset = match.Index, Length = match.Length };
                    taken.Add(found);
                    all.Add(found);
                }
            }
        }

        return FormattedText.Sorted(all);
    }

    [GeneratedRegex(@"https?://[^\s<>""]+[^\s<>"".,;:!?)\]]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<![\w.])[\w.+-]+@[\w-]+\.[\w.-]*\w", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();

    [GeneratedRegex(@"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])", RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Mention();

    [GeneratedRegex(@"(?<!\w)#\w{1,256}", RegexOptions.CultureInvariant)]
    private static partial Regex Hashtag();
}
