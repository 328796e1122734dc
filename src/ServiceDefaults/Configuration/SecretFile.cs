namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>Reads a secret from the file that <c>NAME_FILE</c> names.</summary>
internal static class SecretFile
{
    /// <summary>What the file holds, without white space around it; null where it cannot be read, which <paramref name="problem"/> is told.</summary>
    public static string? Read(string name, string path, Action<string> problem)
    {
        try
        {
            return Utf8File.Read(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem($"{name}_FILE is \"{path}\" but this process may not read that file: {e.GetType().Name}.");
            return null;
        }
        catch (FormatException e)
        {
            problem($"{name}_FILE is \"{path}\", but {e.Message}.");
            return null;
        }
    }
}
