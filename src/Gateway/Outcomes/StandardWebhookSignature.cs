using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.Gateway.Outcomes;

/// <summary>Signs a callback as the Standard Webhooks specification says: HMAC-SHA256 over <c>id.timestamp.body</c>, in base64, marked <c>v1</c>.</summary>
internal sealed class StandardWebhookSignature(string secret)
{
    private const string Prefix = "whsec_";

    private readonly byte[] key = Key(secret) ?? [];

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    public string Of(string id, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    /// <summary>The value of <c>webhook-id</c>: the same for each repetition of one outcome, so that the receiver can know it.</summary>
    public static string IdOf(Outcome outcome) =>
        "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{outcome.Type}\n{outcome.BookingId}\n{outcome.DecidedAt.UtcTicks}"))[..16]);

    /// <summary>True for a secret that can sign: at least 16 characters, or <c>whsec_</c> and the base64 of at least 16 bytes.</summary>
    public static bool IsSecret(string text) => Key(text) is { Length: >= 16 };

    private static byte[]? Key(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(text);
        var encoded = text[Prefix.Length..];
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) ? bytes[..length] : null;
    }
}
