using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;

namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>
/// A file <c>.env</c> in the working folder or beside the program: lines of the form NAME=value, as <c>docker compose</c> reads them.
/// The environment and the command line come before it.
/// </summary>
public static class EnvFile
{
    private const string Name = ".env";

    /// <summary>Adds the file to the settings where there is one; the working folder's comes before the program's.</summary>
    public static void AddEnvFile(this IHostApplicationBuilder builder)
    {
        foreach (var folder in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            var path = Path.Combine(folder, Name);
            if (File.Exists(path))
            {
                try
                {
                    builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Parse(Utf8File.Read(path)) });
                }
                catch (FormatException e)
                {
                    builder.Settings().Refuse($"{path} cannot be read: {e.Message}.");
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    builder.Settings().Refuse($"{path} cannot be read: {e.Message.TrimEnd('.')}.");
                }

                return;
            }
        }
    }

    /// <summary>The settings in a file's text. The last of two lines of one name counts.</summary>
    public static IReadOnlyDictionary<string, string?> Parse(string text) => EnvText.Parse(text);
}
