using System.Security.Cryptography;

namespace PhStudio.Messaging.Standalone.Demo;

/// <summary>The Gateway's key of a Standalone with a real bot that was given none: made at the first start, kept in a file that only its owner reads.</summary>
/// <param name="Path">The file.</param>
/// <param name="Made">The key, where it was made just now; else null.</param>
internal sealed record OwnKey(string Path, string? Made)
{
    /// <summary>Finds the key of an earlier start, or makes one.</summary>
    public static OwnKey Find()
    {
        var folder = System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "phstudio-messaging");
        var path = System.IO.Path.Combine(folder, "gateway-api-key");
        if (File.Exists(path))
        {
            return new OwnKey(path, Made: null);
        }

        Directory.CreateDirectory(folder);
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.WriteLine(key);
        return new OwnKey(path, key);
    }

    /// <summary>Not written out by a log.</summary>
    public override string ToString() => Path;
}
