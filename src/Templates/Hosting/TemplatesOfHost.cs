using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Templates.Sources;

namespace PhStudio.Messaging.Templates.Hosting;

/// <summary>Registers the templates in a service. In Standalone three services ask, and one library serves them.</summary>
public static class TemplatesOfHost
{
    /// <summary>Reads <c>TEMPLATES_PATH</c>, <c>DEFAULT_LANGUAGE</c> and <c>STUDIO_TIME_ZONE</c>, and registers a <see cref="TemplateLibrary"/>.</summary>
    public static IHostApplicationBuilder AddTemplates(this IHostApplicationBuilder builder)
    {
        var settings = builder.Settings();
        var options = new TemplateOptions
        {
            Folder = settings.Optional("TEMPLATES_PATH", "the path of a folder that exists, with language/type.sbn-html files", Directory.Exists),
            DefaultLanguage = settings.Text("DEFAULT_LANGUAGE", string.Join(" or ", BuiltInTemplates.Languages), "ru", BuiltInTemplates.Languages.Contains),
            TimeZone = settings.Text("STUDIO_TIME_ZONE", "an IANA time zone such as Europe/Moscow", "Europe/Moscow", name => TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)),
        };
        builder.Services.TryAddSingleton(services => new TemplateLibrary(options, services.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TemplateReports>());
        return builder;
    }
}
