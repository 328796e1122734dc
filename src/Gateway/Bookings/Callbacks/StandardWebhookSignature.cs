using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>
/// Signs a callback as the Standard Webhooks specification says: HMAC-SHA256 over <c>id.timestamp.body</c>, in base64, marked <c>v1</c>. While the secret is
/// changed there are two signatures. That of the secret that receivers know stands first: some libraries look at no other (LIBRARIES.md 41).
/// </summary>
/// <param name="secret">The secret that receivers know.</param>
/// <param name="next">The one that will take its place; null for none.</param>
internal sealed class StandardWebhookSignature(string secret, string? next = null)
{
    private const string Prefix = "whsec_";

    private readonly byte[][] _keys = next is null ? [Key(secret) ?? []] : [Key(secret) ?? [], Key(next) ?? []];

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    public string Of(string id, string timestamp, string body)
    {
        var content = Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}");
        return string.Join(' ', _keys.Select(key => "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, content))));
    }

    /// <summary>The value of <c>webhook-id</c>: the same for each repetition of one outcome, so that the receiver can know it.</summary>
    public static string IdOf(BookingOutcome outcome) =>
        "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{outcome.Type}\n{outcome.BookingId}\n{outcome.DecidedAt.UtcTicks}"))[..16]);

    /// <summary>True for a secret that can sign: at least 16 characters, or <c>whsec_</c> and the base64 of at least 16 bytes.</summary>
    public static bool IsSecret(string text) => Key(text) is { Length: >= 16 };

    private static byte[]? Key(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes(text);
        }
        var encoded = text[Prefix.Length..];
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? bytes[..length] : null;
    }
}
