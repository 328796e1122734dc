using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary><c>getFile</c>, and the file that it names.</summary>
internal sealed class FileMethods(FileStore files, IEnumerable<string> tokens)
{
    private readonly HashSet<string> _tokens = [.. tokens];

    public ApiAnswer Get(ApiParameters parameters)
    {
        if (!parameters.Has("file_id"))
        {
            throw TelegramRefusal.BadRequest("file_id not specified");
        }

        return files.Find(parameters.Text("file_id")!) is not { } file ? throw TelegramRefusal.BadRequest("invalid file_id")
            : new ApiAnswer(new FileResult { FileId = file.FileId, FileUniqueId = file.UniqueId, FileSize = file.Bytes?.Length, FilePath = file.Bytes is null ? null : file.Path }, EmulatorJson.Default.FileResult);
    }

    /// <summary><c>/file/bot&lt;token&gt;/&lt;path&gt;</c>.</summary>
    public IResult Download(string token, string path) =>
        _tokens.Contains(token) && files.FindByPath(path) is { Bytes: { } bytes, ContentType: var type }
            ? TypedResults.Bytes(bytes, type)
            : TypedResults.Json(new { ok = false, error_code = StatusCodes.Status404NotFound, description = "Not Found" }, statusCode: StatusCodes.Status404NotFound);
}
