using PhStudio.Messaging.TelegramEmulator.Api;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>The photo that a call names: a file of its multipart body, a <c>file_id</c>, or an address.</summary>
internal sealed class PhotoReader(PhotoStore photos, PhotoFetcher fetcher)
{
    /// <summary>Telegram takes no larger photo by upload.</summary>
    public const int MaxUpload = 10 * 1024 * 1024;

    private const string Attached = "attach://";

    // A photo that was not fetched has some default size.
    private static readonly ImageHeader Unseen = new("image/jpeg", 800, 600);

    /// <summary>The value of a parameter, or of a member of an album.</summary>
    /// <exception cref="TelegramRefusal">In Telegram's words.</exception>
    public async ValueTask<KeptPhoto> ReadAsync(ApiParameters parameters, string value, CancellationToken cancellationToken)
    {
        if (value.StartsWith(Attached, StringComparison.Ordinal))
        {
            return parameters.File(value[Attached.Length..]) is { } file ? Uploaded(file.Content) : throw TelegramRefusal.BadRequest("wrong file identifier/HTTP URL specified");
        }

        if (!IsAddress(value))
        {
            return photos.Find(value) ?? throw TelegramRefusal.BadRequest("wrong file identifier/HTTP URL specified");
        }

        var bytes = await fetcher.FetchAsync(value, cancellationToken);
        return bytes is null ? photos.Add(null, Unseen, value) : photos.Add(bytes, Checked(ImageHeader.Read(bytes) ?? throw TelegramRefusal.BadRequest("wrong type of the web page content")), value);
    }

    /// <summary>A file of the call itself.</summary>
    public KeptPhoto Uploaded(byte[] file) =>
        file.Length == 0 ? throw TelegramRefusal.BadRequest("file must be non-empty")
        : file.Length > MaxUpload ? throw TelegramRefusal.BadRequest($"file of size {file.Length} bytes is too big for a photo; the maximum size is {MaxUpload} bytes")
        : photos.Add(file, Checked(ImageHeader.Read(file) ?? throw TelegramRefusal.BadRequest("IMAGE_PROCESS_FAILED")), address: null);

    private static ImageHeader Checked(ImageHeader header) => header.IsPhoto ? header : throw TelegramRefusal.BadRequest("PHOTO_INVALID_DIMENSIONS");

    private static bool IsAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https") && address.Host.Length > 0;
}
