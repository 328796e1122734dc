using System.Globalization;
using PhStudio.Messaging.Templates.Markup;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>Shortens the longest values first, so that a text fits; the template's own words and tags stay whole. Pure functions.</summary>
internal static class Truncator
{
    private const char Ellipsis = '…';
    private const int Separator = 2;

    /// <summary>
    /// Shortens in place what is longer than any message, so that no value, however long, costs more than a message's length, nor takes the whole room
    /// from those that the template shows where it is not shown itself. What is left is a little more than the limit, so that the text still counts as cut.
    /// </summary>
    public static void Bound(Dictionary<string, object?> values, string[] names, int limit)
    {
        foreach (var name in names)
        {
            if (values[name] is string text && text.Length > limit && TelegramMarkup.CodePoints(text) > limit + 1)
            {
                values[name] = FirstCodePoints(text, limit + 1).ToString();
            }
            else if (values[name] is string[] { Length: > 0 } items && (limit / (items[0].Length + Separator)) + 2 is var most && items.Length > most)
            {
                values[name] = items[..most];
            }
        }
    }

    /// <summary>A copy of the values in which the longest of those named are cut so that they lose at least <paramref name="excess"/> code points.</summary>
    /// <returns>Null when there is nothing left to cut.</returns>
    public static Dictionary<string, object?>? Cut(Dictionary<string, object?> values, IReadOnlyCollection<string> names, int excess)
    {
        var lengths = names.Select(n => Length(values[n])).Where(l => l > 0).Order().ToList();
        if (lengths.Count == 0)
        {
            return null;
        }

        var cap = Cap(lengths, lengths.Sum() - excess);
        return values.ToDictionary(v => v.Key, v => names.Contains(v.Key) && Length(v.Value) > cap ? Shorten(v.Value, cap) : v.Value);
    }

    /// <summary>A text of at most <paramref name="length"/> code points that ends in an ellipsis and never within a visible character, where that leaves anything.</summary>
    public static string Shorten(string text, int length)
    {
        if (length <= 1)
        {
            return length == 1 ? Ellipsis.ToString() : "";
        }

        var (end, count) = (0, 0);
        while (end < text.Length)
        {
            var element = StringInfo.GetNextTextElementLength(text, end);
            var size = TelegramMarkup.CodePoints(text.AsSpan(end, element));
            if (count + size > length - 1)
            {
                break;
            }

            (end, count) = (end + element, count + size);
        }

        // One "character" of thousands of combining marks: cut between its code points rather than show nothing.
        return string.Concat(end == 0 ? FirstCodePoints(text, length - 1) : text.AsSpan(0, end), [Ellipsis]);
    }

    private static int Cap(List<int> ascending, int budget)
    {
        for (var i = 0; i < ascending.Count; i++)
        {
            var share = Math.Max(budget, 0) / (ascending.Count - i);
            if (ascending[i] > share)
            {
                return share;
            }

            budget -= ascending[i];
        }

        return int.MaxValue;
    }

    private static int Length(object? value) => value switch
    {
        string text => TelegramMarkup.CodePoints(text),
        string[] items => items.Sum(i => i.Length + Separator),
        _ => 0,
    };

    private static object Shorten(object? value, int length)
    {
        if (value is string text)
        {
            return Shorten(text, length);
        }

        var items = (string[])value!;
        var room = (length - 1 - Separator) / (items[0].Length + Separator);
        return (string[])[.. items.Take(Math.Max(room, 0)), .. length > Separator ? [Ellipsis.ToString()] : Array.Empty<string>()];
    }

    private static ReadOnlySpan<char> FirstCodePoints(string text, int count)
    {
        var end = 0;
        for (; end < text.Length && count > 0; count--)
        {
            end += char.IsHighSurrogate(text[end]) && end + 1 < text.Length ? 2 : 1;
        }

        return text.AsSpan(0, end);
    }
}
