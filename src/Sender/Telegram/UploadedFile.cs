namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>A file that goes out with a call.</summary>
/// <param name="Name">By what the call names it, behind <c>attach://</c>.</param>
/// <param name="Content">Its content.</param>
public sealed record UploadedFile(string Name, byte[] Content);
