using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary><c>getFile</c>, and the file that it names.</summary>
internal sealed class FileMethods(PhotoStore photos, IEnumerable<string> tokens)
{
    private readonly HashSet<string> _tokens = [.. tokens];

    public ApiAnswer Get(ApiParameters parameters)
    {
        if (!parameters.Has("file_id"))
        {
            throw TelegramRefusal.BadRequest("file_id not specified");
        }

        return photos.Find(parameters.Text("file_id")!) is not { } photo ? throw TelegramRefusal.BadRequest("invalid file_id")
            : new ApiAnswer(new FileResult { FileId = photo.FileId, FileUniqueId = photo.UniqueId, FileSize = photo.Bytes?.Length, FilePath = photo.Bytes is null ? null : photo.Path }, WireJson.Default.FileResult);
    }

    /// <summary><c>/file/bot&lt;token&gt;/&lt;path&gt;</c>.</summary>
    public IResult Download(string token, string path) =>
        _tokens.Contains(token) && photos.FindByPath(path) is { Bytes: { } bytes, Header.ContentType: var type }
            ? TypedResults.Bytes(bytes, type)
            : TypedResults.NotFound();
}
