using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>Name-based UUIDs, version 5 of RFC 9562: the same name in the same namespace is the same id, in every process and forever.</summary>
public static class NameBasedId
{
    /// <summary>The UUID of a name within a namespace.</summary>
    /// <param name="scope">The namespace.</param>
    /// <param name="name">The name, any text.</param>
    public static Guid Of(Guid scope, string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var input = new byte[16 + text.Length];
        scope.TryWriteBytes(input, bigEndian: true, out _);
        text.CopyTo(input, 16);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash); // The RFC prescribes SHA-1; its strength does not matter here.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
