namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>The answer of <c>getFile</c>.</summary>
public sealed record FileResult
{
    public required string FileId { get; init; }
    public required string FileUniqueId { get; init; }
    public long? FileSize { get; init; }
    public string? FilePath { get; init; }
}
