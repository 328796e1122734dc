namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>What a text lacks that is no <c>file_id</c>: ids are bytes in the base 64 of addresses, and their last one says how the others are written.</summary>
internal static class FileIdRules
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const int BitsOfDigit = 6;
    private const int BitsOfByte = 8;

    /// <summary>Null for a text that could be an id.</summary>
    public static string? Wrong(string id) =>
        id.Any(sign => !Digits.Contains(sign)) ? "Wrong character in the string"
        : id.Length % 4 == 1 ? "Wrong string length"
        : LastByte(id) is 2 or 3 or 4 ? null
        : "can't unserialize it. Wrong last symbol";

    private static int LastByte(string id)
    {
        var tail = id.TakeLast(3).Aggregate(0, (bits, sign) => (bits << BitsOfDigit) | Digits.IndexOf(sign, StringComparison.Ordinal));
        return (tail >> (id.Length * BitsOfDigit % BitsOfByte)) & byte.MaxValue;
    }
}
