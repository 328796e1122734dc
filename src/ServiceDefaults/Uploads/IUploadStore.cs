namespace PhStudio.Messaging.ServiceDefaults.Uploads;

/// <summary>
/// Files that were uploaded with a message or a booking, by the SHA-256 of their content: the Gateway keeps them, the Sender reads them. Each is kept until a moment, and all together have a limit.
/// </summary>
public interface IUploadStore
{
    /// <summary>How long a file is kept after its message is due, for repetitions and for what rests in an error queue.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Keeps a file at least until then. The same content again is kept once, until the later moment.</summary>
    /// <returns>False where there is no room.</returns>
    Task<bool> KeepAsync(string hash, byte[] content, DateTimeOffset until);

    /// <summary>Keeps a file that is there at least until then.</summary>
    /// <returns>False where it is not kept, or not any more.</returns>
    Task<bool> ExtendAsync(string hash, DateTimeOffset until);

    /// <summary>True where a file is kept.</summary>
    Task<bool> HasAsync(string hash);

    /// <summary>The content; null where it is not kept, or not any more.</summary>
    Task<byte[]?> FindAsync(string hash);
}
