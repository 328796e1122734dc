namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>Writes a file that holds names and numbers: its owner alone may read it, and an unfinished file has another name.</summary>
internal static class OwnersFile
{
    /// <summary>Writes to a temporary file, and renames it at the end.</summary>
    public static async Task WriteAsync(string file, Func<Stream, Task> write)
    {
        var access = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var unfinished = file + ".unfinished";
        await using (var target = new FileStream(unfinished, access))
        {
            await write(target);
        }

        File.Move(unfinished, file, overwrite: true);
    }
}
