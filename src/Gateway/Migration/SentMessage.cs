using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>A message as Telegram was to show it, by either system.</summary>
/// <param name="Line">Where it stands in its source.</param>
/// <param name="ChatId">Its chat.</param>
/// <param name="Text">What is read, without markup.</param>
/// <param name="Buttons">What stands on its buttons.</param>
internal sealed partial record SentMessage(int Line, string ChatId, string Text, IReadOnlyList<string> Buttons)
{
    /// <summary>Reads the arguments of a <c>sendMessage</c>, or of a call with a caption; null where they are none.</summary>
    public static SentMessage? Read(int line, JsonElement arguments)
    {
        if (arguments.ValueKind != JsonValueKind.Object || !arguments.TryGetProperty("chat_id", out var chat) || !(arguments.TryGetProperty("text", out var text) || arguments.TryGetProperty("caption", out text)) || text.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var isMarkup = arguments.TryGetProperty("parse_mode", out var mode) && string.Equals(mode.ToString(), "HTML", StringComparison.OrdinalIgnoreCase);
        var shown = isMarkup ? WebUtility.HtmlDecode(TagPattern().Replace(text.GetString()!, "")) : text.GetString()!;
        return new SentMessage(line, chat.ToString(), string.Join('\n', shown.Split('\n').Select(part => part.Trim())).Trim(), Labels(arguments));
    }

    /// <summary>True for the same text and the same labels.</summary>
    public bool IsSameAs(SentMessage other) => Text == other.Text && Buttons.SequenceEqual(other.Buttons, StringComparer.Ordinal);

    /// <summary>How much of the words is the same, from 0 to 1.</summary>
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
