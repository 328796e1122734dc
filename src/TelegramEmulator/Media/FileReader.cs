using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>The file that a call names: one of its multipart body, a <c>file_id</c>, or an address.</summary>
internal sealed class FileReader(FileStore files, FileFetcher fetcher)
{
    /// <summary>Telegram takes no larger photo by upload.</summary>
    public const int MaxUpload = 10 * 1024 * 1024;

    // A photo that was not fetched has some default size.
    private static readonly ImageHeader Unseen = new("image/jpeg", 800, 600);

    /// <summary>What the library refuses before it asks Telegram.</summary>
    /// <exception cref="TelegramRefusal">In its words.</exception>
    public void Check(NamedFile named)
    {
        var why = named switch
        {
            { Uploaded.Content.Length: 0 } => "file must be non-empty",
            { IsPhoto: true, Uploaded.Content: { Length: > MaxUpload } file } => $"file of size {file.Length} bytes is too big for a photo; the maximum size is {MaxUpload} bytes",
            { Remote: { } address } when IsAddress(address) => TelegramUrl.Parse(address).Error is { } error ? $"invalid file HTTP URL specified: {error}" : null,
            { Remote: { } id } => files.Find(id) switch
            {
                KeptPhoto when !named.IsPhoto => "can't use file of type Photo as Document",
                KeptDocument when named.IsPhoto => "can't use file of type Document as Photo",
                null when FileIdRules.Wrong(id) is { } wrong => $"wrong remote file identifier specified: {wrong}",
                _ => null,
            },
            _ => null,
        };
        _ = why is null ? true : throw TelegramRefusal.BadRequest(why);
    }

    /// <summary>The file, after <see cref="Check"/>.</summary>
    /// <exception cref="TelegramRefusal">Telegram refuses it.</exception>
    public async ValueTask<KeptFile> ReadAsync(NamedFile named, CancellationToken cancellationToken)
    {
        if (named.Uploaded is { } upload)
        {
            return files.Add(named.IsPhoto ? KeptPhoto.Of(upload.Content, Header(upload.Content, "IMAGE_PROCESS_FAILED"), address: null) : KeptDocument.Of(upload.Content, upload.Name, address: null));
        }

        var remote = named.Remote!;
        if (!IsAddress(remote))
        {
            return files.Find(remote) ?? throw TelegramRefusal.BadRequest("wrong file identifier/HTTP URL specified");
        }

        var address = Uri.TryCreate(remote.Contains("://", StringComparison.Ordinal) ? remote : $"http://{remote}", UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri : throw TelegramRefusal.BadRequest("wrong HTTP URL specified");
        var bytes = await fetcher.FetchAsync(address, named.IsPhoto ? "image/" : "", cancellationToken);
        return files.Add(named.IsPhoto ? KeptPhoto.Of(bytes, bytes is null ? Unseen : Header(bytes, "wrong type of the web page content"), remote) : KeptDocument.Of(bytes, address.Segments[^1], remote));
    }

    /// <summary>An id holds no point.</summary>
    private static bool IsAddress(string remote) => remote.Contains('.', StringComparison.Ordinal) || Uri.IsWellFormedUriString(remote, UriKind.Absolute);

    private static ImageHeader Header(byte[] file, string otherwise) => Checked(ImageHeader.Read(file) ?? throw TelegramRefusal.BadRequest(otherwise));

    private static ImageHeader Checked(ImageHeader header) => header.IsPhoto ? header : throw TelegramRefusal.BadRequest("PHOTO_INVALID_DIMENSIONS");
}
