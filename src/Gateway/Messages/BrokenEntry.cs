using System.Text.Json;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// Finds the end of an entry that is no JSON. A quotation mark too many turns texts and brackets round, so that an end by brackets alone may be that of a later entry:
/// an end counts only where a single wrong value explains the fault, or where no text stands behind the fault (docs/decisions/0456).
/// </summary>
internal static class BrokenEntry
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>Where it ends.</summary>
    /// <param name="bytes">What was read from where it begins.</param>
    /// <param name="isCertain">False where no further bytes make an end certain.</param>
    /// <returns>Its length; null where these bytes do not hold it whole, or no end is certain.</returns>
    public static int? EndIn(ReadOnlySpan<byte> bytes, out bool isCertain)
    {
        var good = ReadableIn(bytes);
        if (EndWithStandIn(bytes, good, out var isFault) is { } end)
        {
            isCertain = true;
            return end;
        }

        if (isFault)
        {
            var byBrackets = new LongEntry().EndIn(bytes);
            isCertain = !bytes[good..(byBrackets ?? bytes.Length)].Contains((byte)'"');
            return isCertain ? byBrackets : null;
        }

        isCertain = true;
        return null;
    }

    /// <summary>How far it is JSON: to the end of the last token that was read.</summary>
    private static int ReadableIn(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(Options));
        var good = 0;
        try
        {
            while (reader.Read())
            {
                good = (int)reader.BytesConsumed;
            }
        }
        catch (JsonException)
        {
            // That is what is looked for.
        }

        return good;
    }

    /// <summary>Its end where an empty text in the place of the value that could not be read makes it JSON.</summary>
    private static int? EndWithStandIn(ReadOnlySpan<byte> bytes, int good, out bool isFault)
    {
        isFault = false;
        var behind = bytes[good..].IndexOfAnyExcept(" \t\r\n,"u8);
        if (behind < 0 || LengthOfValue(bytes[(good + behind)..]) is not { } length)
        {
            return null;
        }

        var (begin, rest) = (good + behind, good + behind + length);
        var reader = new Utf8JsonReader([.. bytes[..begin], .. "\"\""u8, .. bytes[rest..]], isFinalBlock: false, new JsonReaderState(Options));
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                {
                    return (int)reader.BytesConsumed - 2 + length;
                }
            }
        }
        catch (JsonException)
        {
            isFault = true;
        }

        return null;
    }

    /// <summary>How long the value is that begins here; null where its end was not read.</summary>
    private static int? LengthOfValue(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] != '"')
        {
            return bytes.IndexOfAny(" \t\r\n,:{}[]\""u8) is >= 0 and var word ? word : null;
        }

        for (var i = 1; i < bytes.Length; i++)
        {
            if (bytes[i] == '"')
            {
                return i + 1;
            }

            i += bytes[i] == '\\' ? 1 : 0;
        }

        return null;
    }
}
