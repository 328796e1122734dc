using Microsoft.Extensions.DependencyInjection.Extensions;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Templates;

namespace PhStudio.Messaging.WebhookProcessor.Texts;

/// <summary>Registers texts and the studio's clock.</summary>
public static class TextsRegistration
{
    /// <summary>Reads <c>TEMPLATES_PATH</c>, <c>DEFAULT_LANGUAGE</c> and <c>STUDIO_TIME_ZONE</c>. In Standalone the Sender may have registered the same library.</summary>
    public static void AddTexts(this IServiceCollection services, Settings settings)
    {
        var folder = settings.Optional("TEMPLATES_PATH", "the path of a folder that exists", Directory.Exists);
        var language = settings.Text("DEFAULT_LANGUAGE", "a language code such as ru", "ru", text => text.Length is 2 or 3 && text.All(char.IsAsciiLetterLower));
        var zone = settings.Text("STUDIO_TIME_ZONE", "an IANA time zone such as Europe/Moscow", "Europe/Moscow", text => TimeZoneInfo.TryFindSystemTimeZoneById(text, out _));

        services.TryAddSingleton(s => new TemplateLibrary(new TemplateOptions { Folder = folder, DefaultLanguage = language, TimeZone = zone }, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Phrases>();
        services.AddSingleton(s => new StudioClock(TimeZoneInfo.FindSystemTimeZoneById(zone), s.GetRequiredService<TimeProvider>()));
    }
}
