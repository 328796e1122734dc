using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.Telegram;

/// <summary>The secret that Telegram sends back word for word with each update (docs/telegram.md 1). Without one no update is accepted.</summary>
/// <param name="secret">The secret; null or empty for none.</param>
/// <param name="next">The next secret, accepted too during a change; null or empty for none.</param>
public sealed class WebhookSecret(string? secret, string? next = null)
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-Telegram-Bot-Api-Secret-Token";

    /// <summary>The form in words.</summary>
    public const string Format = "16-256 characters of A-Z a-z 0-9 _ -";

    private readonly string[] _digests = [.. new[] { secret, next }.OfType<string>().Where(text => text.Length > 0).Select(Digest)];
    private readonly byte[]? _expected = string.IsNullOrEmpty(secret) ? null : Hash(secret);
    private readonly byte[]? _next = string.IsNullOrEmpty(next) ? null : Hash(next);

    /// <summary>True for what Telegram takes as a secret.</summary>
    public static bool IsWellFormed(string text) => text.Length is > 0 and <= 256 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    /// <summary>By which two services compare what they have without telling it.</summary>
    public static string Digest(string secret) => Convert.ToHexStringLower(Hash($"webhook:{secret}"))[..16];

    /// <summary>True for the digest of the secret, or of the next one.</summary>
    public bool HasDigest(string digest) => _digests.Contains(digest, StringComparer.Ordinal);

    /// <summary>Compares in constant time: of two hashes, so that the length says nothing either.</summary>
    public bool Matches(string? given)
    {
        if (given is null)
        {
            return false;
        }

        var hash = Hash(given);
        return Equal(hash, _expected) | Equal(hash, _next);
    }

    private static bool Equal(byte[] hash, byte[]? expected) => expected is not null && CryptographicOperations.FixedTimeEquals(hash, expected);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
