using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Uploads;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>From where Telegram has each photo: an address as it is, an uploaded file by Telegram's own id where it was sent before, else by its content.</summary>
internal sealed class PhotoSources(IUploadStore uploads, IPhotoFiles files)
{
    /// <summary>The places of the uploaded files that can no longer be sent.</summary>
    public async Task<IReadOnlyList<int>> MissingAsync(IReadOnlyList<string> photos)
    {
        var missing = new List<int>();
        for (var place = 0; place < photos.Count; place++)
        {
            if (HashOf(photos[place]) is { } hash && await files.FindAsync(hash) is null && !await uploads.HasAsync(hash))
            {
                missing.Add(place);
            }
        }

        return missing;
    }

    /// <summary>What is put into the call for each photo, and the files that go with it; null where a file is gone.</summary>
    public async Task<(IReadOnlyList<string> Media, IReadOnlyList<UploadedFile> Files)?> OfAsync(IReadOnlyList<string> photos)
    {
        var media = new List<string>(photos.Count);
        var attached = new List<UploadedFile>();
        foreach (var photo in photos)
        {
            if (HashOf(photo) is not { } hash)
            {
                media.Add(photo);
            }
            else if (await files.FindAsync(hash) is { } fileId)
            {
                media.Add(fileId);
            }
            else if (await uploads.FindAsync(hash) is { } content)
            {
                var file = new UploadedFile($"photo{media.Count}", content);
                media.Add($"attach://{file.Name}");
                attached.Add(file);
            }
            else
            {
                return null;
            }
        }

        return (media, attached);
    }

    /// <summary>Keeps Telegram's ids of what was sent.</summary>
    public async Task RememberAsync(IReadOnlyList<string> photos, IReadOnlyList<SentPhoto> sent)
    {
        foreach (var (photo, answer) in photos.Zip(sent))
        {
            if (HashOf(photo) is { } hash)
            {
                await files.RememberAsync(hash, answer.FileId);
            }
        }
    }

    /// <summary>Forgets them, for a call that was refused; true where one was known, so that the content is worth another attempt.</summary>
    public async Task<bool> ForgetAsync(IReadOnlyList<string> photos)
    {
        var any = false;
        foreach (var hash in HashesOf(photos))
        {
            any |= await files.ForgetAsync(hash);
        }

        return any;
    }

    private static IEnumerable<string> HashesOf(IReadOnlyList<string> photos) => photos.Select(HashOf).OfType<string>();

    private static string? HashOf(string photo) => photo.StartsWith(PhotoForm.Upload, StringComparison.Ordinal) ? photo[PhotoForm.Upload.Length..] : null;
}
