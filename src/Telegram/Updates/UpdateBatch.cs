using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace PhStudio.Messaging.Telegram.Updates;

/// <summary>
/// Reads what <c>getUpdates</c> answers. One update must not keep those after it from coming, and Telegram brings it again until its id is confirmed: so each is taken
/// out of the answer by its place, however deeply it is nested and whatever its bytes are, and its id is read beside all else.
/// </summary>
public static class UpdateBatch
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>The updates in an answer, in its order. One that cannot be read stands among the others with its raw text. Null where the answer is no success with a list.</summary>
    public static IReadOnlyList<ReceivedUpdate>? TryRead(ReadOnlySpan<byte> answer)
    {
        try
        {
            return Read(answer);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// The text of an update. With the sign that stands for a wrong byte it would be one that nobody wrote: such a text begins with words that make it no JSON.
    /// What follows them is there for anybody who looks into the error queue, and for an erasure.
    /// </summary>
    public static string TextOf(ReadOnlySpan<byte> update)
    {
        var bytes = update.StartsWith(ByteOrderMark) ? update[ByteOrderMark.Length..] : update;
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : $"not UTF-8: {Encoding.UTF8.GetString(update)}";
    }

    private static List<ReceivedUpdate>? Read(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer, AnyDepth);
        var (isOk, updates) = (false, (List<ReceivedUpdate>?)null);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader);
            reader.Read();
            if (name == "result" && reader.TokenType == JsonTokenType.StartArray)
            {
                updates = ReadList(ref reader, answer);
            }
            else
            {
                isOk |= name == "ok" && reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
        }

        return isOk && !reader.Read() ? updates : null;
    }

    private static List<ReceivedUpdate> ReadList(ref Utf8JsonReader reader, ReadOnlySpan<byte> answer)
    {
        var updates = new List<ReceivedUpdate>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            var id = ReadId(ref reader);
            var raw = TextOf(answer[start..(int)reader.BytesConsumed]);
            updates.Add(new ReceivedUpdate(raw, id, UpdateReader.TryRead(raw)));
        }

        return updates;
    }

    /// <summary>Reads to the end of the value.</summary>
    private static long? ReadId(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        long? id = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = NameOf(ref reader);
            reader.Read();
            if (name == "update_id" && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
            {
                id = number;
            }

            reader.Skip();
        }

        return id;
    }

    private static string? NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // Half a surrogate pair, or bytes that are no UTF-8.
        }
    }
}
