using System.Security.Cryptography;
using System.Text;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>A file that the bot sent.</summary>
/// <param name="FileId">What the bot names it by.</param>
/// <param name="UniqueId">What it is called in addresses.</param>
/// <param name="Bytes">Its content; null for one at an outside address, which is not fetched.</param>
/// <param name="Address">Where it came from; null for one that was uploaded.</param>
internal abstract record KeptFile(string FileId, string UniqueId, byte[]? Bytes, string? Address)
{
    /// <summary>Its path in the answer of <c>getFile</c>.</summary>
    public abstract string Path { get; }

    public abstract string ContentType { get; }

    /// <summary>The message with this file in place of what it holds.</summary>
    public abstract Message In(Message message);

    /// <summary>The end of an id, by which Telegram's library knows how it is written.</summary>
    protected const string IdEnd = "AE";

    /// <summary>The same content has the same name.</summary>
    protected static string Unique(byte[]? bytes, string? otherwise) => Convert.ToHexString(SHA256.HashData(bytes ?? Encoding.UTF8.GetBytes(otherwise ?? "")))[..16];
}
