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
    private const string HostPrefix = "ASPNETCORE_";

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

                return;
            }
        }
    }

    /// <summary>The settings in a file's text. The last of two lines of one name counts.</summary>
    public static IReadOnlyDictionary<string, string?> Parse(string text)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in text.Split('\n').Select(line => line.Trim().TrimStart('\uFEFF')))
        {
            var assignment = line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..] : line;
            var sign = assignment.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0 || line.StartsWith('#'))
            {
                continue;
            }

            var name = assignment[..sign].Trim();
            var value = Value(assignment[(sign + 1)..].Trim());
            settings[name] = value;
            // The host knows its own settings without their prefix.
            if (name.StartsWith(HostPrefix, StringComparison.OrdinalIgnoreCase))
            {
                settings[name[HostPrefix.Length..]] = value;
            }
        }

        return settings;
    }

    private static string Value(string text)
    {
        if (text.Length > 1 && text[0] is '"' or '\'' && text.IndexOf(text[0], 1) is > 0 and var end)
        {
            return text[1..end];
        }

        var comment = text.IndexOf(" #", StringComparison.Ordinal);
        return (comment < 0 ? text : text[..comment]).Trim();
    }
}
