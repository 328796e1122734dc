using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>A message as either system sends it to Telegram.</summary>
/// <param name="Line">Where it stands in its source.</param>
/// <param name="ChatId">Its chat.</param>
/// <param name="Text">Its text, without markup.</param>
/// <param name="Buttons">The labels of its buttons.</param>
/// <param name="Pictures">The addresses of its pictures, in their order; <see cref="SentPictures.File"/> for one that was no address.</param>
internal sealed partial record SentMessage(int Line, string ChatId, string Text, IReadOnlyList<string> Buttons, IReadOnlyList<string> Pictures)
{
    /// <summary>Reads the arguments of a <c>sendMessage</c>, <c>sendPhoto</c> or <c>sendMediaGroup</c>; null where they are none.</summary>
    public static SentMessage? Read(int line, JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.Object || !arguments.TryGetProperty("chat_id", out var chat))
        {
            return null;
        }

        var pictures = SentPictures.Of(arguments);
        var worded = SentPictures.Worded(arguments);
        if (!(worded.TryGetProperty("text", out var text) || worded.TryGetProperty("caption", out text)) || text.ValueKind != JsonValueKind.String)
        {
            return pictures.Count == 0 ? null : new SentMessage(line, chat.ToString(), "", Labels(arguments), pictures);
        }

        var isMarkup = worded.TryGetProperty("parse_mode", out var mode) && string.Equals(mode.ToString(), "HTML", StringComparison.OrdinalIgnoreCase);
        var shown = isMarkup ? WebUtility.HtmlDecode(TagPattern().Replace(text.GetString()!, "")) : text.GetString()!;
        return new SentMessage(line, chat.ToString(), string.Join('\n', shown.Split('\n').Select(part => part.Trim())).Trim(), Labels(arguments), pictures);
    }

    /// <summary>True for the same text, the same labels and the same pictures.</summary>
    public bool IsSameAs(SentMessage other) => Text == other.Text && Buttons.SequenceEqual(other.Buttons, StringComparer.Ordinal) && Pictures.SequenceEqual(other.Pictures, StringComparer.Ordinal);

    /// <summary>The share of equal words, from 0 to 1.</summary>
    public double LikenessTo(SentMessage other)
    {
        var (ours, theirs) = (Words(Text), Words(other.Text));
        return ours.Count + theirs.Count == 0 ? 1 : 2.0 * ours.Intersect(theirs, StringComparer.Ordinal).Count() / (ours.Count + theirs.Count);
    }

    private static HashSet<string> Words(string text) => [.. text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];

    private static List<string> Labels(JsonElement arguments)
    {
        if (!arguments.TryGetProperty("reply_markup", out var markup))
        {
            return [];
        }

        try
        {
            markup = markup.ValueKind == JsonValueKind.String ? JsonElement.Parse(markup.GetString()!) : markup;
            return markup.ValueKind == JsonValueKind.Object && markup.TryGetProperty("inline_keyboard", out var rows)
                ? [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(button => button.GetProperty("text").GetString() ?? "")]
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return [];
        }
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TagPattern();
}
