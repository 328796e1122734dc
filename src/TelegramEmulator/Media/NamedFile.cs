using PhStudio.Messaging.TelegramEmulator.Api;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>What a call names as a file before anything is looked up: one of its multipart body, or a <c>file_id</c> or an address.</summary>
/// <param name="IsPhoto">Whether it is sent as a photo or as a document.</param>
/// <param name="Uploaded">The file of the body.</param>
/// <param name="Remote">The id or address.</param>
internal sealed record NamedFile(bool IsPhoto, UploadedFile? Uploaded, string? Remote)
{
    private const string Attached = "attach://";

    /// <summary>The file that a parameter names, or that is called as the parameter; null when there is none.</summary>
    public static NamedFile? Of(ApiParameters call, string? value, string field, bool isPhoto) => value is { Length: > 0 } && !value.StartsWith(Attached, StringComparison.Ordinal) ? new NamedFile(isPhoto, null, value)
        : call.File(value is { Length: > 0 } ? value[Attached.Length..] : field) is { } file ? new NamedFile(isPhoto, file, null)
        : null;
}
