using System.Text;

namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>The page that <c>--help</c> prints: what a service reads from its environment.</summary>
public static class SettingsHelp
{
    /// <summary>One line for each setting: name, default, form.</summary>
    public static string Of(string service, Settings settings)
    {
        var page = new StringBuilder().AppendLine($"{service}: settings, read from the environment").AppendLine();
        var width = settings.Known.Select(s => s.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var setting in settings.Known)
        {
            var fallback = setting.Default is "required" or "unset" ? setting.Default : $"default {setting.Default}";
            page.AppendLine($"  {setting.Name.PadRight(width)}  {setting.Form} ({fallback}{(setting.Secret ? "; secret, also as a file named by " + setting.Name + "_FILE" : "")})");
        }

        return page.AppendLine().Append("ASPNETCORE_URLS sets the address that it listens on.").ToString();
    }
}
