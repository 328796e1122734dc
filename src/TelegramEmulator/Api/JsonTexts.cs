using System.Globalization;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>Texts and numbers within JSON: read as leniently as Telegram's library does, and written strictly.</summary>
internal static class JsonTexts
{
    private const int HexDigits = 4;

    /// <summary>Reads the text that begins at a quotation mark; afterwards <paramref name="at"/> stands behind its end. False when there is none, or when it has no end.</summary>
    public static bool TryRead(ReadOnlySpan<char> json, ref int at, out string text)
    {
        text = "";
        if (at >= json.Length || json[at] != '"')
        {
            return false;
        }

        var read = new StringBuilder();
        for (at++; at < json.Length; at++)
        {
            switch (json[at])
            {
                case '"':
                    at++;
                    text = read.ToString();
                    return true;
                case '\\':
                    at++;
                    if (!TryEscape(json, ref at, read))
                    {
                        return false;
                    }

                    break;
                default:
                    read.Append(json[at]);
                    break;
            }
        }

        return false;
    }

    /// <summary>The text in quotation marks. Half of a surrogate pair, which no JSON can hold, becomes the sign for what could not be read.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, EmulatorJson.Default.String);

    /// <summary>True for a number by the standard.</summary>
    public static bool IsNumber(ReadOnlySpan<char> number)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(number.ToString()));
            return reader.Read() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>An escape that means nothing is the character itself.</summary>
    private static bool TryEscape(ReadOnlySpan<char> json, ref int at, StringBuilder read)
    {
        if (at >= json.Length)
        {
            return false;
        }

        if (json[at] == 'u')
        {
            if (at + HexDigits >= json.Length || !ushort.TryParse(json.Slice(at + 1, HexDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                return false;
            }

            read.Append((char)code);
            at += HexDigits;
            return true;
        }

        read.Append(json[at] switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            var other => other,
        });
        return true;
    }
}
