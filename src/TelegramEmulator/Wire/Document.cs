namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>A file of any kind that a message holds.</summary>
public sealed record Document
{
    public required string FileId { get; init; }
    public required string FileUniqueId { get; init; }
    public string? FileName { get; init; }
    public string? MimeType { get; init; }
    public int? FileSize { get; init; }
}
