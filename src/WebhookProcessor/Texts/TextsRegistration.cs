using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Templates.Hosting;

namespace PhStudio.Messaging.WebhookProcessor.Texts;

/// <summary>Registers texts and the studio's clock.</summary>
public static class TextsRegistration
{
    /// <summary>Reads <c>TEMPLATES_PATH</c>, <c>DEFAULT_LANGUAGE</c> and <c>STUDIO_TIME_ZONE</c>. In Standalone other services register the same library.</summary>
    public static void AddTexts(this IHostApplicationBuilder builder)
    {
        builder.AddTemplates();
        var options = builder.Settings().Templates();
        builder.Services.AddSingleton<Localizer>();
        builder.Services.AddSingleton(s => new StudioClock(TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone), s.GetRequiredService<TimeProvider>()));
    }
}
