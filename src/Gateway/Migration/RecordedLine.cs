using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>What a line of the old system's log, or of what a proxy before Telegram recorded, is.</summary>
internal enum RecordedKind
{
    /// <summary>It is no call.</summary>
    None,

    /// <summary>A message was sent.</summary>
    Message,

    /// <summary>A message was edited: nobody presses in the shadow, so the new system has none of these.</summary>
    Edit,

    /// <summary>It names a chat, and nothing in it can be read.</summary>
    Unreadable,
}

/// <summary>A line that was recorded: the arguments of a call as JSON, with other words before and after, or as a form. Pure.</summary>
/// <param name="Line">Its number.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Message">The message, where it is one.</param>
internal sealed partial record RecordedLine(int Line, RecordedKind Kind, SentMessage? Message = null)
{
    private static readonly string[] Sending = ["sendMessage", "sendPhoto", "sendMediaGroup"];

    /// <summary>Reads a line.</summary>
    public static RecordedLine Read(int line, string text)
    {
        if (!ChatPattern().IsMatch(text))
        {
            return new RecordedLine(line, RecordedKind.None);
        }

        try
        {
            return (Json(text) ?? Form(text)) is not { } arguments ? new RecordedLine(line, RecordedKind.Unreadable)
                : IsEdit(text, arguments) ? new RecordedLine(line, RecordedKind.Edit)
                : SentMessage.Read(line, arguments) is { } message ? new RecordedLine(line, RecordedKind.Message, message)
                : new RecordedLine(line, RecordedKind.None);
        }
        catch (Exception e) when (WireJsonCheck.IsRefusal(e))
        {
            return new RecordedLine(line, RecordedKind.Unreadable);
        }
    }

    // Whichever brace begins it: others may stand before, and a proxy may put the arguments into an object of its own.
    private static JsonElement? Json(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = Array.IndexOf(bytes, (byte)'{'); at >= 0; at = Array.IndexOf(bytes, (byte)'{', at + 1))
        {
            try
            {
                var reader = new Utf8JsonReader(bytes.AsSpan(at));
                var found = JsonElement.ParseValue(ref reader);
                if (found.TryGetProperty("chat_id", out _))
                {
                    return found;
                }
            }
            catch (JsonException)
            {
                // The next brace may begin an object.
            }
        }

        return null;
    }

    private static JsonElement? Form(string text) => FormPattern().Match(text) is { Success: true } form
        ? JsonSerializer.SerializeToElement(QueryHelpers.ParseQuery(form.Value).ToDictionary(member => member.Key, member => (string?)member.Value[^1], StringComparer.Ordinal))
        : null;

    // An edit names the message by Telegram's number. A log may add that to what was sent, so the method counts where it is named.
    private static bool IsEdit(string text, JsonElement arguments) =>
        !Sending.Any(method => text.Contains(method, StringComparison.OrdinalIgnoreCase))
        && (text.Contains("editMessage", StringComparison.OrdinalIgnoreCase) || (arguments.TryGetProperty("message_id", out var number) && long.TryParse(number.ToString(), out _)));

    [GeneratedRegex("chat_id[\"']?\\s*[:=]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ChatPattern();

    [GeneratedRegex("""[^\s"'?]*\bchat_id=[^\s"']*""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FormPattern();
}
