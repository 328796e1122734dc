using Microsoft.Extensions.DependencyInjection.Extensions;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.Templates.Hosting;

namespace PhStudio.Messaging.WebhookProcessor.Texts;

/// <summary>Registers texts and the studio's clock.</summary>
public static class TextsRegistration
{
    /// <summary>Reads <c>TEMPLATES_PATH</c>, <c>DEFAULT_LANGUAGE</c> and <c>STUDIO_TIME_ZONE</c>. In Standalone the Sender may have registered the same library.</summary>
    public static void AddTexts(this IServiceCollection services, Settings settings)
    {
        var options = settings.Templates();
        services.TryAddSingleton(s => new TemplateLibrary(options, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Localizer>();
        services.AddSingleton(s => new StudioClock(TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone), s.GetRequiredService<TimeProvider>()));
    }
}
