using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Templates.Hosting;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>The routing table of <c>STAFF_CHATS</c>.</summary>
public static class StaffTable
{
    /// <summary>Reads the setting. A language that nobody has written texts in is refused: the chat would be written to in another one.</summary>
    public static IReadOnlyList<StaffRoute> Read(Settings settings)
    {
        var templates = settings.Templates();
        var rows = settings.StaffChats();
        foreach (var language in rows.Select(row => row.Language).OfType<string>().Where(language => !TemplatesOfHost.IsWhole(templates.Folder, language)).Distinct(StringComparer.Ordinal))
        {
            settings.Refuse($"STAFF_CHATS names the language {language}, which has no texts: {TemplatesOfHost.LanguageFormat} can be named; set it in the environment or the .env file.");
        }

        return [.. rows.Select(row => new StaffRoute(new StaffChat(row.Chat, row.Thread, row.Language ?? templates.DefaultLanguage), row.Service, row.Location))];
    }
}
