using System.Text.RegularExpressions;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>What Telegram finds in a text by itself: addresses, commands, mentions, hashtags, cashtags.</summary>
internal static partial class FoundEntities
{
    /// <summary>The first match of a kind takes its place; the signs are what a text must have of to be looked through.</summary>
    private static readonly (string Type, string Signs, Regex Pattern)[] Finders =
    [
        ("url", ":", Address()), ("email", "@", Mail()), ("url", ".", Domain()), ("bot_command", "/", Command()), ("mention", "@", Mention()), ("hashtag", "#", Hashtag()), ("cashtag", "$", Cashtag()),
    ];

    /// <summary>The entities of a text with the found ones; what is marked as a link or code stays what it is.</summary>
    public static IReadOnlyList<MessageEntity> AddTo(FormattedText parsed)
    {
        // Most texts hold none of these signs, and the regular expressions are the dearest part of a message.
        if (parsed.Text.AsSpan().IndexOfAny("/@#$.") < 0)
        {
            return parsed.Entities;
        }

        var taken = parsed.Entities.Where(e => e.Type is "code" or "pre" or "text_link" or "text_mention" or "custom_emoji" or "date_time").ToList();
        var all = parsed.Entities.ToList();
        foreach (var (type, signs, pattern) in Finders)
        {
            if (!parsed.Text.Contains(signs))
            {
                continue;
            }

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

    [GeneratedRegex(@"(?<![\w])(?:https?|ftp|tg|ton|tonsite)://[^\s<>""]+[^\s<>"".,;:!?')\]]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<![\w.])[\w.+-]+@[\w-]+\.[\w.-]*\w", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();

    /// <summary>An address without a scheme is one where its last part is a top-level domain; those of more than two letters are the common ones.</summary>
    [GeneratedRegex(@"(?<![\w.@/:-])(?:[\w](?:[\w-]*[\w])?\.)+(?:com|org|net|info|biz|edu|gov|int|mil|name|pro|aero|asia|cat|coop|jobs|mobi|museum|tel|travel|xxx|app|dev|page|shop|store|online|site|website|blog|cloud|club|design|email|live|news|photo|photography|studio|tech|xyz|top|space|рф|ac|ad|ae|af|ag|ai|al|am|ao|aq|ar|as|at|au|aw|ax|az|ba|bb|bd|be|bf|bg|bh|bi|bj|bm|bn|bo|br|bs|bt|bv|bw|by|bz|ca|cc|cd|cf|cg|ch|ci|ck|cl|cm|cn|co|cr|cu|cv|cw|cx|cy|cz|de|dj|dk|dm|do|dz|ec|ee|eg|er|es|et|eu|fi|fj|fk|fm|fo|fr|ga|gb|gd|ge|gf|gg|gh|gi|gl|gm|gn|gp|gq|gr|gs|gt|gu|gw|gy|hk|hm|hn|hr|ht|hu|id|ie|il|im|in|io|iq|ir|is|it|je|jm|jo|jp|ke|kg|kh|ki|km|kn|kp|kr|kw|ky|kz|la|lb|lc|li|lk|lr|ls|lt|lu|lv|ly|ma|mc|md|me|mg|mh|mk|ml|mm|mn|mo|mp|mq|mr|ms|mt|mu|mv|mw|mx|my|mz|na|nc|ne|nf|ng|ni|nl|no|np|nr|nu|nz|om|pa|pe|pf|pg|ph|pk|pl|pm|pn|pr|ps|pt|pw|py|qa|re|ro|rs|ru|rw|sa|sb|sc|sd|se|sg|sh|si|sj|sk|sl|sm|sn|so|sr|st|su|sv|sx|sy|sz|tc|td|tf|tg|th|tj|tk|tl|tm|tn|to|tr|tt|tv|tw|tz|ua|ug|uk|us|uy|uz|va|vc|ve|vg|vi|vn|vu|wf|ws|ye|yt|za|zm|zw)(?![\w.-]*\w)(?::\d{1,5})?(?:[/?#](?:[^\s<>""]*[^\s<>"".,;:!?')\]])?)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Domain();

    [GeneratedRegex(@"(?<![\w/<>])/(?>[A-Za-z0-9_]{1,64})(?>(?:@[A-Za-z0-9_]{3,32})?)(?![\w/<>])", RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<!\w)@(?:[A-Za-z0-9_]{4,32}|gif|pic|vid|bing|wiki|imdb|bold|vote|like|coub)(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Mention();

    /// <summary>A hashtag has at least one letter, and may name where it is to be looked for.</summary>
    [GeneratedRegex(@"(?<![\w·])#(?=[\w·]*\p{L})(?>[\w·]{1,256})(?>(?:@[A-Za-z0-9_]{3,32})?)(?!#)", RegexOptions.CultureInvariant)]
    private static partial Regex Hashtag();

    [GeneratedRegex(@"(?<![\w$])\$(?>1INCH|[A-Z]{1,8})(?>(?:@[A-Za-z0-9_]{3,32})?)(?![\w$])", RegexOptions.CultureInvariant)]
    private static partial Regex Cashtag();
}
