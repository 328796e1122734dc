using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Markup;

/// <summary>
/// The order and nesting in which Telegram keeps entities: styles are cut where another entity begins or ends, nothing stands within code,
/// and links, code and quotes do not cross.
/// </summary>
internal static class EntityNesting
{
    /// <summary>The styles, in the order in which they stand over the same text.</summary>
    private static readonly string[] Styles = ["bold", "italic", "underline", "strikethrough", "spoiler"];

    public static IReadOnlyList<MessageEntity> Fix(IReadOnlyList<MessageEntity> entities)
    {
        if (entities.Count < 2)
        {
            return entities;
        }

        var quotes = NonCrossing(entities.Where(IsQuote));
        var others = NonCrossing(entities.Where(e => !IsQuote(e) && !IsStyle(e)))
            .Where(e => quotes.All(quote => Apart(e, quote) || Within(e, quote)))
            .Concat(quotes);
        List<MessageEntity> fixedOnes = FormattedText.Sorted(others);
        var styles = FormattedText.Sorted(entities.Where(IsStyle));
        return styles.Count == 0 ? fixedOnes : FormattedText.Sorted([.. Cut(styles, fixedOnes), .. fixedOnes]);
    }

    public static bool IsQuote(MessageEntity entity) => entity.Type is "blockquote" or "expandable_blockquote";

    public static bool IsStyle(MessageEntity entity) => Styles.Contains(entity.Type);

    /// <summary>Within these nothing else stands: moments are among them.</summary>
    private static bool IsCode(MessageEntity entity) => entity.Type is "pre" or "code" or "date_time";

    private static int End(MessageEntity entity) => entity.Offset + entity.Length;

    public static bool Apart(MessageEntity one, MessageEntity other) => End(one) <= other.Offset || End(other) <= one.Offset;

    public static bool Within(MessageEntity one, MessageEntity other) => other.Offset <= one.Offset && End(one) <= End(other);

    /// <summary>Each begins behind the one before; what would cross or stand within another is dropped.</summary>
    public static List<MessageEntity> NonCrossing(IEnumerable<MessageEntity> entities)
    {
        List<MessageEntity> kept = [];
        foreach (var entity in FormattedText.Sorted(entities))
        {
            if (kept.Count == 0 || entity.Offset >= End(kept[^1]))
            {
                kept.Add(entity);
            }
        }

        return kept;
    }

    /// <summary>Cuts the styles at every border of the other entities and at the beginning of every other style, and drops them within code.</summary>
    private static List<MessageEntity> Cut(List<MessageEntity> styles, List<MessageEntity> others)
    {
        var cutter = new StyleCutter(styles);
        var around = new Stack<MessageEntity>();
        foreach (var other in others)
        {
            GoTo(other.Offset);
            around.Push(other);
        }

        GoTo(int.MaxValue);
        return cutter.Result;

        void GoTo(int offset)
        {
            while (around.TryPeek(out var inner) && offset >= End(inner))
            {
                var before = cutter.Result.Count;
                cutter.Advance(End(inner));
                if (IsCode(inner))
                {
                    cutter.Result.RemoveRange(before, cutter.Result.Count - before);
                }

                around.Pop();
            }

            cutter.Advance(offset);
        }
    }

    private sealed class StyleCutter(List<MessageEntity> styles)
    {
        private readonly (int Begin, int End)[] _open = new (int, int)[Styles.Length];
        private int _next;

        public List<MessageEntity> Result { get; } = [];

        public void Advance(int to)
        {
            for (; _next < styles.Count && styles[_next].Offset < to; _next++)
            {
                var style = styles[_next];
                ref var same = ref _open[Array.IndexOf(Styles, style.Type)];
                if (same.End != 0 && style.Offset <= same.End)
                {
                    same.End = Math.Max(same.End, End(style));
                }
                else
                {
                    Flush(style.Offset);
                    same = (style.Offset, End(style));
                }
            }

            Flush(to);
        }

        private void Flush(int to)
        {
            for (var i = 0; i < _open.Length; i++)
            {
                var (begin, end) = _open[i];
                if (end != 0 && begin < to)
                {
                    Result.Add(new MessageEntity { Type = Styles[i], Offset = begin, Length = Math.Min(end, to) - begin });
                    _open[i] = end <= to ? default : (to, end);
                }
            }
        }
    }
}
