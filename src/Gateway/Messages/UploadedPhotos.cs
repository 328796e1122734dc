using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Uploads;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Keeps the files that an order brings or names, before it is published: a week past the moment when it is due.</summary>
internal sealed class UploadedPhotos(IUploadStore store, TimeProvider time)
{
    /// <summary>The files of a call without any.</summary>
    public static IReadOnlyDictionary<string, byte[]> None { get; } = new Dictionary<string, byte[]>();

    /// <summary>Keeps the files that came with a call, and prolongs those that it names.</summary>
    /// <param name="files">The files that came, by their hash.</param>
    /// <param name="photos">All photos of the order.</param>
    /// <param name="field">What the caller calls them.</param>
    /// <param name="due">When the order is due; null for now.</param>
    /// <returns>The refusal; null where all are kept.</returns>
    public async Task<IResult?> KeepAsync(IReadOnlyDictionary<string, byte[]> files, IReadOnlyList<string>? photos, string field, DateTimeOffset? due = null)
    {
        foreach (var (hash, content) in files)
        {
            if (!await store.KeepAsync(hash, content, Until(due)))
            {
                return ProblemResults.NoRoom();
            }
        }

        return files.Count == 0 && await ErrorsAsync(photos, field, due) is { } errors ? ProblemResults.WrongFields(errors) : null;
    }

    /// <summary>Prolongs the files that an order names; the problem where one of them is not kept, else null.</summary>
    public async Task<IReadOnlyDictionary<string, string[]>?> ErrorsAsync(IReadOnlyList<string>? photos, string field, DateTimeOffset? due)
    {
        foreach (var photo in photos ?? [])
        {
            if (photo.StartsWith(PhotoForm.Upload, StringComparison.Ordinal) && !await store.ExtendAsync(photo[PhotoForm.Upload.Length..], Until(due)))
            {
                return new Dictionary<string, string[]> { [field] = [$"names the file {photo}, which was not uploaded or is not kept any more: send the file itself, as a part photo of multipart/form-data"] };
            }
        }

        return null;
    }

    private DateTimeOffset Until(DateTimeOffset? due) => (due is { } at && at > time.GetUtcNow() ? at : time.GetUtcNow()) + IUploadStore.Kept;
}
