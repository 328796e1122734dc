using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>
/// The token of a customer's link: the booking and its expiry, with an HMAC-SHA256 over both cut to 176 bits. As base64url
/// 56 of the 64 characters that Telegram's <c>start</c> parameter takes. That it works once is the saga's to see to.
/// </summary>
/// <param name="key">The key that signs buttons too; what is signed here begins differently, so neither can stand in for the other.</param>
/// <param name="previousKey">A key that is still believed; null for none.</param>
public sealed class LinkToken(string key, string? previousKey = null)
{
    private const int ContentLength = 20;
    private const int SignatureLength = 22;
    private static readonly byte[] Purpose = Encoding.UTF8.GetBytes("customer link");

    private readonly byte[][] _keys = [.. new[] { key, previousKey }.OfType<string>().Select(Encoding.UTF8.GetBytes)];

    /// <summary>Writes a token.</summary>
    public string Write(Guid booking, DateTimeOffset expires)
    {
        Span<byte> token = stackalloc byte[ContentLength + SignatureLength];
        booking.TryWriteBytes(token, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(token[16..], (uint)expires.ToUnixTimeSeconds());
        Sign(_keys[0], token[..ContentLength]).CopyTo(token[ContentLength..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The booking of a token that we wrote and that has not expired; null for any other.</summary>
    public Guid? Read(string text, DateTimeOffset now)
    {
        Span<byte> token = stackalloc byte[ContentLength + SignatureLength];
        if (text.Length != 56 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, token, out var written) || written != token.Length)
        {
            return null;
        }

        var believed = false;
        foreach (var signing in _keys)
        {
            believed |= CryptographicOperations.FixedTimeEquals(Sign(signing, token[..ContentLength]), token[ContentLength..]);
        }

        return believed && BinaryPrimitives.ReadUInt32BigEndian(token[16..]) > now.ToUnixTimeSeconds() ? new Guid(token[..16], bigEndian: true) : null;
    }

    private static byte[] Sign(byte[] signing, ReadOnlySpan<byte> content) => HMACSHA256.HashData(signing, (byte[])[.. Purpose, .. content])[..SignatureLength];
}
