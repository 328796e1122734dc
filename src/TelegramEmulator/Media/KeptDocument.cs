using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>A document that the bot sent, with the name that it came with.</summary>
internal sealed record KeptDocument(string FileId, string UniqueId, byte[]? Bytes, string? Address, string Name) : KeptFile(FileId, UniqueId, Bytes, Address)
{
    private const int MaxNameLength = 60;

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = "text/csv",
        [".gif"] = "image/gif",
        [".html"] = "text/html",
        [".jpeg"] = "image/jpeg",
        [".jpg"] = "image/jpeg",
        [".json"] = "application/json",
        [".mp4"] = "video/mp4",
        [".pdf"] = "application/pdf",
        [".png"] = "image/png",
        [".txt"] = "text/plain",
        [".webp"] = "image/webp",
        [".xml"] = "text/xml",
        [".zip"] = "application/zip",
    };

    public override string Path => $"documents/file_{UniqueId}{Extension}";

    public override string ContentType => Types.GetValueOrDefault(Extension, "application/octet-stream");

    private string Extension => System.IO.Path.GetExtension(Name);

    public static KeptDocument Of(byte[]? bytes, string name, string? address)
    {
        var plain = new string([.. System.IO.Path.GetFileName(name.Replace('\\', '/')).Where(sign => !char.IsControl(sign) && sign is not ('"' or '<' or '>' or '?' or '#' or '%'))]);
        plain = plain.Length == 0 ? "file" : plain.Length > MaxNameLength ? plain[^MaxNameLength..] : plain;
        var unique = $"AgAD{Unique([.. bytes ?? [], .. System.Text.Encoding.UTF8.GetBytes(plain)], address)}";
        return new KeptDocument($"BQACAgIAAx{unique}{IdEnd}", unique, bytes, address, plain);
    }

    public override Message In(Message message) => message with
    {
        Document = new Document { FileId = FileId, FileUniqueId = UniqueId, FileName = Name, MimeType = ContentType, FileSize = Bytes?.Length },
        Photo = null,
        HasMediaSpoiler = null,
        ShowCaptionAboveMedia = null,
    };
}
