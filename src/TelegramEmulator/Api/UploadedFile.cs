namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>A file in a multipart body, with the name that it came with.</summary>
internal sealed record UploadedFile(byte[] Content, string Name);
