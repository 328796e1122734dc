using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>Reads a raw update, or says in a sentence why it cannot be read, without a word of its content.</summary>
public static class UpdateReader
{
    /// <summary>The update.</summary>
    /// <exception cref="UnreadableUpdateException">It is no JSON object of an update's form.</exception>
    public static TelegramUpdate Read(string raw)
    {
        try
        {
            return JsonSerializer.Deserialize(raw, TelegramUpdateJson.Default.TelegramUpdate)
                ?? throw new UnreadableUpdateException("The update is the JSON value null.");
        }
        catch (JsonException e)
        {
            // The path names members of ours only, never a value; the parser's own message can quote the body, so it stays here.
            throw new UnreadableUpdateException($"The update is not JSON of an update's form (at {e.Path ?? "the start"}, line {e.LineNumber}, byte {e.BytePositionInLine}).");
        }
    }
}

/// <summary>An update that cannot be read: it goes to the error queue at once, for no repetition mends it (TELEGRAM.md 10).</summary>
/// <param name="reason">Why, in one sentence without the update's content.</param>
public sealed class UnreadableUpdateException(string reason) : Exception(reason);
