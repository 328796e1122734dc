using System.Text.Json;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>A message with a photo, as Telegram answers it.</summary>
/// <param name="MessageId">Telegram's id of the message.</param>
/// <param name="FileId">By what the same photo is sent again without its content.</param>
public sealed record SentPhoto(long MessageId, string FileId)
{
    /// <summary>Those in the result of a call: one message, or a list of them; null where there is none.</summary>
    internal static IReadOnlyList<SentPhoto>? Of(JsonElement? result)
    {
        try
        {
            IReadOnlyList<SentPhoto> photos = result switch
            {
                { ValueKind: JsonValueKind.Array } album => [.. album.EnumerateArray().Select(Read).OfType<SentPhoto>()],
                { ValueKind: JsonValueKind.Object } message => Read(message) is { } photo ? [photo] : [],
                _ => [],
            };
            return photos.Count == 0 ? null : photos;
        }
        catch (InvalidOperationException)
        {
            return null; // Half a surrogate pair, or bytes that are no UTF-8: the photo was sent all the same.
        }
    }

    // The sizes stand in rising order.
    private static SentPhoto? Read(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object
        && message.TryGetProperty("message_id", out var id) && id.ValueKind is JsonValueKind.Number && id.TryGetInt64(out var number)
        && message.TryGetProperty("photo", out var sizes) && sizes.ValueKind == JsonValueKind.Array && sizes.GetArrayLength() > 0
        && sizes[sizes.GetArrayLength() - 1] is { ValueKind: JsonValueKind.Object } largest && largest.TryGetProperty("file_id", out var file) && file.ValueKind is JsonValueKind.String && file.GetString() is { } fileId
            ? new SentPhoto(number, fileId)
            : null;
}
