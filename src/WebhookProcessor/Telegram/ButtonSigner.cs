using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>
/// Writes and reads <c>callback_data</c>. A client can send data that no button ever held (docs/telegram.md 29), so each button carries
/// an HMAC-SHA256 over itself and its chat, cut to 192 bits, or to 184 where the argument needs a second byte. 45 bytes as base64url
/// are 60 of the 64 that Telegram allows.
/// </summary>
/// <param name="key">The key that signs, at least 32 characters.</param>
/// <param name="previousKey">A key that is still accepted, while its buttons are in chats; null for none.</param>
public sealed class ButtonSigner(string key, string? previousKey = null)
{
    /// <summary>The length of signed data in characters; anything else is no button of ours.</summary>
    public const int DataLength = 60;

    private const byte Narrow = 1; // The argument has one byte, the third.
    private const byte Wide = 2; // Its upper byte follows the booking.
    private const int Bytes = 45;
    private const int MaxContent = 22;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);
    private readonly byte[]? _previousKey = previousKey is null ? null : Encoding.UTF8.GetBytes(previousKey);

    /// <summary>The <c>callback_data</c> of a button in a chat.</summary>
    /// <param name="button">The button.</param>
    /// <param name="chatId">The chat it is sent to, as the send order names it.</param>
    public string Write(Button button, string chatId)
    {
        Span<byte> data = stackalloc byte[Bytes];
        data[0] = button.Argument > byte.MaxValue ? Wide : Narrow;
        data[1] = (byte)button.Action;
        data[2] = (byte)button.Argument;
        BinaryPrimitives.WriteUInt16BigEndian(data[3..], button.Version);
        button.Booking.TryWriteBytes(data[5..], bigEndian: true, out _);
        if (data[0] == Wide)
        {
            data[21] = (byte)(button.Argument >> 8);
        }
        var content = ContentOf(data);
        Sign(_key, content, chatId, data[content.Length..]);
        return Base64Url.EncodeToString(data);
    }

    /// <summary>Reads <c>callback_data</c> and says whether we wrote it for this chat. Takes the same time whichever byte is wrong.</summary>
    /// <param name="data">What the press carried.</param>
    /// <param name="chatNames">The names of the chat where the press happened: its number, its <c>@name</c>, its number before it became a supergroup.</param>
    /// <param name="ourChats">All chats that we send buttons to, to tell a copied button from a forged one.</param>
    public ButtonReading Read(string? data, IEnumerable<string> chatNames, IEnumerable<string> ourChats)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!Parse(data, bytes))
        {
            return new(ButtonVerdict.Unknown);
        }

        var content = ContentOf(bytes);
        var signature = bytes[content.Length..];
        var argument = (ushort)(content[2] | (content[0] == Wide ? content[21] << 8 : 0));
        var button = new Button((ButtonAction)content[1], new Guid(content[5..21], bigEndian: true), BinaryPrimitives.ReadUInt16BigEndian(content[3..]), argument);

        foreach (var chat in chatNames)
        {
            if (Signed(content, chat, signature))
            {
                return new(ButtonVerdict.Valid, button);
            }
        }

        foreach (var chat in ourChats)
        {
            if (Signed(content, chat, signature))
            {
                return new(ButtonVerdict.Foreign, button);
            }
        }

        return new(ButtonVerdict.Forged);
    }

    private static Span<byte> ContentOf(Span<byte> data) => data[..(data[0] == Wide ? MaxContent : MaxContent - 1)];

    private static bool Parse(string? data, Span<byte> bytes) =>
        data is { Length: DataLength } && Base64Url.IsValid(data) && Base64Url.TryDecodeFromChars(data, bytes, out var written) && written == bytes.Length
        && bytes[0] is Narrow or Wide && Enum.IsDefined((ButtonAction)bytes[1]);

    private bool Signed(ReadOnlySpan<byte> content, string chatId, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[Bytes];
        expected = expected[..signature.Length];
        Sign(_key, content, chatId, expected);
        var current = CryptographicOperations.FixedTimeEquals(expected, signature);
        if (_previousKey is null)
        {
            return current;
        }

        Sign(_previousKey, content, chatId, expected);
        return current | CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    private static void Sign(byte[] key, ReadOnlySpan<byte> content, string chatId, Span<byte> signature)
    {
        var chat = Encoding.UTF8.GetBytes(chatId);
        Span<byte> signed = stackalloc byte[MaxContent + 128];
        if (chat.Length > 128)
        {
            throw new ArgumentException("A chat's id has at most 128 bytes.");
        }
        content.CopyTo(signed);
        chat.CopyTo(signed[content.Length..]);

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, signed[..(content.Length + chat.Length)], hash);
        hash[..signature.Length].CopyTo(signature);
    }
}
