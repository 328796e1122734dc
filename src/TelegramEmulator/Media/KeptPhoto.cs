using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>A photo that the bot sent.</summary>
/// <param name="FileId">What the bot names it by.</param>
/// <param name="UniqueId">What it is called in addresses.</param>
/// <param name="Bytes">Its content; null for one at an outside address, which is not fetched.</param>
/// <param name="Header">What it is.</param>
/// <param name="Address">Where it came from; null for one that was uploaded.</param>
internal sealed record KeptPhoto(string FileId, string UniqueId, byte[]? Bytes, ImageHeader Header, string? Address)
{
    /// <summary>Its path in the answer of <c>getFile</c>.</summary>
    public string Path => $"photos/file_{UniqueId}.jpg";

    /// <summary>The sizes in which a message shows it: one.</summary>
    public IReadOnlyList<PhotoSize> Sizes =>
        [new PhotoSize { FileId = FileId, FileUniqueId = UniqueId, Width = Header.Width, Height = Header.Height, FileSize = Bytes?.Length }];
}
