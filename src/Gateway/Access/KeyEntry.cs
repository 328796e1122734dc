using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>One key of <c>GATEWAY_API_KEYS</c>: its hash, never the key itself.</summary>
/// <param name="Caller">The caller that the key stands for.</param>
/// <param name="Hash">SHA-256 of the key's UTF-8. Keys are drawn from 256 bits, so that no slow hash is needed.</param>
/// <param name="Expires">From then on it is refused; null for never.</param>
internal sealed record KeyEntry(Caller Caller, byte[] Hash, DateTimeOffset? Expires)
{
    /// <summary>What a hash begins with in the setting.</summary>
    public const string HashPrefix = "sha256:";

    /// <summary>Identifies the entry in answers: a digest of the hash, which opens nothing.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Hash).AsSpan(0, 16));

    /// <summary>The hash of a key.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>The hash as the setting writes it.</summary>
    public static string Write(byte[] hash) => HashPrefix + Convert.ToHexStringLower(hash);

    /// <summary>Reads what <see cref="Write"/> wrote; null where it is something else.</summary>
    public static byte[]? ReadHash(string? text) =>
        text is not null && text.Length == HashPrefix.Length + 64 && text.StartsWith(HashPrefix, StringComparison.Ordinal) && text.AsSpan(HashPrefix.Length).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0
            ? Convert.FromHexString(text.AsSpan(HashPrefix.Length))
            : null;
}
