using System.Text;

namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>The page that <c>--help</c> prints: what a service reads from its environment.</summary>
public static class SettingsHelp
{
    private const string Others = "Others";

    /// <summary>The commands, then the settings by group, a line each: name, meaning, form, unit and default.</summary>
    public static string Of(string service, Settings settings, IReadOnlyList<string> commands)
    {
        var page = new StringBuilder().AppendLine($"{service}: settings, read from the environment, or from a file .env in the working folder or beside the program");
        if (commands.Count > 0)
        {
            page.AppendLine($"Commands: {string.Join(", ", commands)}; each says more with --help. Without one the service starts.");
        }

        var known = settings.Known.Append(new Setting("ASPNETCORE_URLS", "addresses separated by semicolons, such as http://*:8080", "http://localhost with the service's port: 5080 (Gateway), 5082 (Sender), 5083 (WebhookProcessor)", Secret: false)).ToList();
        var width = known.Select(setting => setting.Name.Length).Max();
        foreach (var group in known.GroupBy(setting => SettingsCatalogue.Find(setting.Name)?.Group ?? Others))
        {
            page.AppendLine().AppendLine($"{group.Key}:");
            foreach (var setting in group)
            {
                page.AppendLine($"  {setting.Name.PadRight(width)}  {Line(setting)}");
            }
        }

        return page.ToString();
    }

    private static string Line(Setting setting)
    {
        var entry = SettingsCatalogue.Find(setting.Name);
        var line = new StringBuilder();
        if (entry is not null)
        {
            line.Append(entry.Meaning).Append(' ');
        }

        line.Append($"Form: {setting.Format}. ");
        if (entry?.Unit is { } unit)
        {
            line.Append($"Unit: {unit}. ");
        }

        line.Append(setting.Default is "required" ? "Required." : $"Default: {setting.Default}.");
        if (setting.Secret)
        {
            line.Append($" Secret, also as a file named by {setting.Name}_FILE.");
        }

        return line.ToString();
    }
}
