using System.IO.Compression;
using PhStudio.Messaging.RedisIntegration.Messages;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>Packs a waiting message into a third of its size: an envelope of JSON is mostly names and addresses that repeat, and a million may wait.</summary>
internal static class PackedMessage
{
    private const int Quality = 4;
    private const int Window = 16;

    public static byte[] Pack(StoredMessage message)
    {
        var json = message.ToJson();
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(json.Length)];
        return BrotliEncoder.TryCompress(json, packed, out var length, Quality, Window)
            ? packed[..length]
            : throw new InvalidOperationException("The message could not be compressed.");
    }

    /// <exception cref="FormatException">The bytes are no packed message.</exception>
    public static StoredMessage Unpack(byte[] record, int offset)
    {
        using var packed = new MemoryStream(record, offset, record.Length - offset);
        using var brotli = new BrotliStream(packed, CompressionMode.Decompress);
        using var json = new MemoryStream();
        try
        {
            brotli.CopyTo(json);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            throw new FormatException("The message is not packed as it should be.", exception);
        }

        return StoredMessage.FromJson(json.GetBuffer().AsSpan(0, (int)json.Length));
    }
}
