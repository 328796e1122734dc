using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>
/// The token of a customer's link: the booking, its expiry and the link's version, with an HMAC-SHA256 over them cut to 176 bits. As base64url
/// at most 59 of the 64 characters that Telegram's <c>start</c> parameter takes. The saga checks that it works once, and in one version only.
/// </summary>
/// <param name="key">The key that signs buttons too; what is signed here begins differently, so that one cannot be used as the other.</param>
/// <param name="previousKey">A key that is still accepted; null for none.</param>
public sealed class LinkToken(string key, string? previousKey = null)
{
    private const int FirstLength = 20; // Version 0 is not written, so that links from before there were versions still work.
    private const int ContentLength = 22;
    private const int SignatureLength = 22;
    private static readonly byte[] Purpose = Encoding.UTF8.GetBytes("customer link");

    private readonly byte[][] _keys = [.. new[] { key, previousKey }.OfType<string>().Select(Encoding.UTF8.GetBytes)];

    /// <summary>Writes a token.</summary>
    public string Write(Guid booking, DateTimeOffset expires, ushort version = 0)
    {
        var length = version == 0 ? FirstLength : ContentLength;
        Span<byte> content = stackalloc byte[ContentLength];
        booking.TryWriteBytes(content, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(content[16..], (uint)expires.ToUnixTimeSeconds());
        BinaryPrimitives.WriteUInt16BigEndian(content[FirstLength..], version);
        return Base64Url.EncodeToString([.. content[..length], .. Sign(_keys[0], content[..length])]);
    }

    /// <summary>The booking and the version of a token that we wrote and that has not expired; null for any other.</summary>
    public (Guid Booking, ushort Version)? Read(string text, DateTimeOffset now)
    {
        Span<byte> token = stackalloc byte[ContentLength + SignatureLength];
        if (!Base64Url.IsValid(text, out var written) || written is not (FirstLength + SignatureLength or ContentLength + SignatureLength) || !Base64Url.TryDecodeFromChars(text, token, out _))
        {
            return null;
        }

        var content = token[..(written - SignatureLength)];
        var signature = token[content.Length..written];
        var believed = false;
        foreach (var signing in _keys)
        {
            believed |= CryptographicOperations.FixedTimeEquals(Sign(signing, content), signature);
        }

        return believed && BinaryPrimitives.ReadUInt32BigEndian(content[16..]) > now.ToUnixTimeSeconds()
            ? (new Guid(content[..16], bigEndian: true), content.Length == FirstLength ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(content[FirstLength..]))
            : null;
    }

    private static byte[] Sign(byte[] signing, ReadOnlySpan<byte> content) => HMACSHA256.HashData(signing, (byte[])[.. Purpose, .. content])[..SignatureLength];
}
