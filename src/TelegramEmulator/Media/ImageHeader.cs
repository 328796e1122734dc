using System.Buffers.Binary;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>What the first bytes of a picture say of it.</summary>
/// <param name="ContentType">Its type by its content, whatever it was called.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
internal sealed record ImageHeader(string ContentType, int Width, int Height)
{
    /// <summary>Telegram takes no photo whose sides together are longer.</summary>
    private const int MaxSides = 10_000;

    /// <summary>Nor one that is so many times longer than wide.</summary>
    private const int MaxRatio = 20;

    /// <summary>True where Telegram takes it as a photo by its size.</summary>
    public bool IsPhoto => Width > 0 && Height > 0 && Width + Height <= MaxSides && Math.Max(Width, Height) <= MaxRatio * Math.Min(Width, Height);

    /// <summary>The header; null where the bytes are no picture of a kind that is sent as a photo.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]) && bytes.Length >= 24
            ? new("image/png", BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]))
        : bytes.StartsWith("GIF8"u8) && bytes.Length >= 10
            ? new("image/gif", BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]))
        : bytes.StartsWith("RIFF"u8) && bytes.Length >= 30 && bytes[8..12].SequenceEqual("WEBP"u8) ? WebP(bytes)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? Jpeg(bytes)
        : null;

    private static ImageHeader? WebP(ReadOnlySpan<byte> bytes)
    {
        var kind = bytes[12..16];
        if (kind.SequenceEqual("VP8X"u8))
        {
            return new("image/webp", 1 + Size24(bytes[24..]), 1 + Size24(bytes[27..]));
        }

        if (kind.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..]);
            return new("image/webp", 1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }

        return kind.SequenceEqual("VP8 "u8)
            ? new("image/webp", BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF)
            : null;
    }

    private static int Size24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    /// <summary>From segment to segment to the one that begins the frame.</summary>
    private static ImageHeader? Jpeg(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; at + 9 < bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return new("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        return null;
    }
}
