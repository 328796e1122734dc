using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>A photo that the bot sent, with what its first bytes say.</summary>
internal sealed record KeptPhoto(string FileId, string UniqueId, byte[]? Bytes, string? Address, ImageHeader Header) : KeptFile(FileId, UniqueId, Bytes, Address)
{
    public override string Path => $"photos/file_{UniqueId}.jpg";

    public override string ContentType => Header.ContentType;

    public static KeptPhoto Of(byte[]? bytes, ImageHeader header, string? address)
    {
        var unique = $"AQAD{Unique(bytes, address)}";
        return new KeptPhoto($"AgACAgIAAx{unique}{IdEnd}", unique, bytes, address, header);
    }

    /// <summary>It is shown in one size.</summary>
    public override Message In(Message message) => message with
    {
        Photo = [new PhotoSize { FileId = FileId, FileUniqueId = UniqueId, Width = Header.Width, Height = Header.Height, FileSize = Bytes?.Length }],
        Document = null,
    };
}
