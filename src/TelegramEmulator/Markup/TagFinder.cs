using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>Finds mentions, commands, hashtags and cashtags in a text as Telegram does.</summary>
internal static class TagFinder
{
    private const int MaxNameLength = 32;
    private const int MinNameLengthBehind = 3;
    private const int MaxCommandLength = 64;
    private const int MaxHashtagLength = 256;
    private const int MaxCashtagLength = 8;
    private const string OneInch = "1INCH";

    /// <summary>Names of fewer than four letters that somebody has.</summary>
    private static readonly string[] ShortNames = ["gif", "nft", "pic", "ufc", "vid"];

    public static IEnumerable<MessageEntity> Find(string text) => [.. Mentions(text), .. Commands(text), .. Hashtags(text), .. Cashtags(text)];

    public static MessageEntity Entity(string type, int from, int to) => new() { Type = type, Offset = from, Length = to - from };

    private static IEnumerable<MessageEntity> Mentions(string text)
    {
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var end = NameEnd(text, at + 1);
            var name = text.AsSpan(at + 1, end - at - 1);
            if (!Signs.IsWord(Signs.Before(text, at)) && !Signs.IsWord(Signs.At(text, end)) && name.Length <= MaxNameLength && (name.Length >= 4 || ShortNames.Contains(name.ToString().ToLowerInvariant())))
            {
                yield return Entity("mention", at, end);
            }
        }
    }

    private static IEnumerable<MessageEntity> Commands(string text)
    {
        var next = 0;
        while (text.IndexOf('/', next) is >= 0 and var at)
        {
            next = at + 1;
            var before = Signs.Before(text, at);
            if (Signs.IsWord(before) || before.Value is '/' or '<' or '>')
            {
                continue;
            }

            next = NameEnd(text, at + 1);
            if (next - at - 1 is 0 or > MaxCommandLength)
            {
                continue;
            }

            if (next < text.Length && text[next] == '@')
            {
                var name = next + 1;
                next = NameEnd(text, name);
                if (next - name is < MinNameLengthBehind or > MaxNameLength)
                {
                    continue;
                }
            }

            var after = Signs.At(text, next);
            if (!Signs.IsWord(after) && after.Value is not ('/' or '<' or '>'))
            {
                yield return Entity("bot_command", at, next);
            }
        }
    }

    private static IEnumerable<MessageEntity> Hashtags(string text)
    {
        var next = 0;
        while (text.IndexOf('#', next) is >= 0 and var at)
        {
            next = at + 1;
            if (at > 0 && Signs.IsOfHashtag(Signs.Before(text, at)))
            {
                continue;
            }

            var (signs, hasLetter, end) = (0, false, -1);
            for (; next < text.Length && Signs.At(text, next) is var sign && Signs.IsOfHashtag(sign); signs++)
            {
                next += sign.Utf16SequenceLength;
                hasLetter |= signs < MaxHashtagLength && Signs.IsLetter(sign);
                end = signs == MaxHashtagLength - 1 ? next : end;
            }

            if (end < 0)
            {
                next = WithName(text, next);
                end = next;
            }

            if (signs > 0 && hasLetter && !(next < text.Length && text[next] == '#'))
            {
                yield return Entity("hashtag", at, end);
            }
        }
    }

    private static IEnumerable<MessageEntity> Cashtags(string text)
    {
        var next = 0;
        while (text.IndexOf('$', next) is >= 0 and var at)
        {
            next = at + 1;
            if (at > 0 && (text[at - 1] == '$' || Signs.IsOfHashtag(Signs.Before(text, at))))
            {
                continue;
            }

            if (text.AsSpan(next).StartsWith(OneInch, StringComparison.Ordinal))
            {
                next += OneInch.Length;
            }
            else
            {
                while (next < text.Length && char.IsAsciiLetterUpper(text[next]))
                {
                    next++;
                }
            }

            if (next - at - 1 is 0 or > MaxCashtagLength)
            {
                continue;
            }

            next = WithName(text, next, isWhole: true);
            var after = Signs.At(text, next);
            if (next == text.Length || (after.Value != '$' && !Signs.IsOfHashtag(after)))
            {
                yield return Entity("cashtag", at, next);
            }
        }
    }

    /// <summary>Behind the name of a chat that a tag may be followed by.</summary>
    private static int WithName(string text, int at, bool isWhole = false)
    {
        if (at >= text.Length || text[at] != '@')
        {
            return at;
        }

        var end = NameEnd(text, at + 1);
        end = isWhole ? end : Math.Min(end, at + 1 + MaxNameLength);
        return end - at - 1 is < MinNameLengthBehind or > MaxNameLength ? at : end;
    }

    private static int NameEnd(string text, int from)
    {
        while (from < text.Length && Signs.IsOfName(text[from]))
        {
            from++;
        }

        return from;
    }
}
