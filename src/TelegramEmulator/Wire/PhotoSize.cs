namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>A photo in one of the sizes that a message shows.</summary>
public sealed record PhotoSize
{
    public required string FileId { get; init; }
    public required string FileUniqueId { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }
    public int? FileSize { get; init; }
}
