using System.Buffers;
using System.Globalization;
using System.Text;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>Names and values of a query string or a form, decoded as Telegram's library does: what is no escape stays as it is.</summary>
internal static class UrlEncoded
{
    private const int EscapeLength = 3;

    public static IEnumerable<KeyValuePair<string, string>> Pairs(byte[] encoded)
    {
        foreach (var pair in Encoding.Latin1.GetString(encoded).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? new(Decoded(pair), "") : new(Decoded(pair[..equals]), Decoded(pair[(equals + 1)..]));
        }
    }

    /// <summary>Decodes a text of bytes; a plus sign is a space only in names and values.</summary>
    /// <param name="latin">The bytes, one a character.</param>
    /// <param name="plusIsSpace">As in names and values.</param>
    public static string Decoded(string latin, bool plusIsSpace = true)
    {
        var bytes = new ArrayBufferWriter<byte>(latin.Length + 1);
        for (var i = 0; i < latin.Length; i++)
        {
            var isEscape = latin[i] == '%' && i + EscapeLength <= latin.Length && char.IsAsciiHexDigit(latin[i + 1]) && char.IsAsciiHexDigit(latin[i + 2]);
            bytes.GetSpan(1)[0] = isEscape ? byte.Parse(latin.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : latin[i] == '+' && plusIsSpace ? (byte)' '
                : (byte)latin[i];
            bytes.Advance(1);
            i += isEscape ? EscapeLength - 1 : 0;
        }

        return Text(bytes.WrittenSpan);
    }

    /// <summary>The text of these bytes. Each that is no UTF-8 becomes half of a surrogate pair, by which it is refused where a text must be UTF-8.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var valid = System.Text.Unicode.Utf8.IsValid(bytes) ? bytes.Length : ValidLength(bytes);
            text.Append(Encoding.UTF8.GetString(bytes[..valid]));
            bytes = bytes[valid..];
            if (!bytes.IsEmpty)
            {
                text.Append((char)('\udc00' + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    private static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        while (Rune.DecodeFromUtf8(bytes[length..], out _, out var consumed) == OperationStatus.Done)
        {
            length += consumed;
        }

        return length;
    }
}
