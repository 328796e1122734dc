using System.Text;
using System.Text.Unicode;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>The body of a failed message as a text, and back. Of bytes that are no UTF-8 the text holds U+FFFD, which nobody sent: written as it is, what was refused for them would be taken at its return.</summary>
internal static class BodyText
{
    private const byte NoUtf8 = 0xFF;

    private static readonly byte[] Replacement = Encoding.UTF8.GetBytes("\uFFFD");

    public static string Of(ReadOnlySpan<byte> body) => Encoding.UTF8.GetString(body);

    /// <summary>The bytes of a changed text: where the body was no UTF-8, they are none either, as long as the place is in it.</summary>
    public static byte[] Changed(ReadOnlySpan<byte> body, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (Utf8.IsValid(body))
        {
            return bytes;
        }

        var kept = new List<byte>(bytes.Length);
        for (var rest = bytes.AsSpan(); rest.Length > 0;)
        {
            var at = rest.IndexOf(Replacement);
            kept.AddRange(at < 0 ? rest : rest[..at]);
            if (at < 0)
            {
                break;
            }

            kept.Add(NoUtf8);
            rest = rest[(at + Replacement.Length)..];
        }

        return [.. kept];
    }

    /// <summary>A body as it is shown: where it is no UTF-8, the text says so first.</summary>
    public static string Shown(ReadOnlySpan<byte> body) => Utf8.IsValid(body) ? Of(body) : $"not UTF-8: {Of(body)}";
}
