namespace PhStudio.Messaging.Sender.Content;

/// <summary>Telegram's own id of each uploaded photo that was sent, so that it is not uploaded again.</summary>
internal interface IPhotoFiles
{
    /// <summary>How long an id is kept.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>The id of a photo; null where none is known.</summary>
    Task<string?> FindAsync(string hash);

    /// <summary>Keeps the id of a photo.</summary>
    Task RememberAsync(string hash, string fileId);

    /// <summary>Forgets the id; true where there was one.</summary>
    Task<bool> ForgetAsync(string hash);
}
