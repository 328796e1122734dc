namespace PhStudio.Messaging.ServiceDefaults.Uploads;

/// <summary>How much is kept.</summary>
/// <param name="MaxBytes">All files together, from <c>UPLOADS_MAX_MB</c>. Default: 100 MB.</param>
public sealed record UploadOptions(long MaxBytes);
