using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Hosting;

/// <summary>Registers the templates in a service. In Standalone three services ask, and one library serves them.</summary>
public static class TemplatesOfHost
{
    /// <summary>Reads <c>TEMPLATES_PATH</c>, <c>DEFAULT_LANGUAGE</c> and <c>STUDIO_TIME_ZONE</c>, and registers a <see cref="TemplateLibrary"/>.</summary>
    public static IHostApplicationBuilder AddTemplates(this IHostApplicationBuilder builder)
    {
        var options = builder.Settings().Templates();
        builder.Services.TryAddSingleton(services => new TemplateLibrary(options, services.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TemplateReports>());
        return builder;
    }

    /// <summary>What <c>TEMPLATES_PATH</c>, <c>DEFAULT_LANGUAGE</c> and <c>STUDIO_TIME_ZONE</c> say.</summary>
    public static TemplateOptions Templates(this Settings settings)
    {
        var folder = settings.Optional("TEMPLATES_PATH", "the path of a folder that exists, with language/type.sbn-html files", Directory.Exists);
        return new TemplateOptions
        {
            Folder = folder,
            DefaultLanguage = settings.Text("DEFAULT_LANGUAGE", LanguageFormat, "ru", language => IsWhole(folder, language)),
            TimeZone = settings.Text("STUDIO_TIME_ZONE", "an IANA time zone such as Europe/Moscow", "Europe/Moscow", name => TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)),
        };
    }

    /// <summary>Which languages can be named, in words.</summary>
    public static string LanguageFormat { get; } = $"{string.Join(" or ", BuiltInTemplates.Languages)}, or a folder under TEMPLATES_PATH that has every template";

    /// <summary>True for a language that has every template.</summary>
    /// <param name="folder">The folder of <c>TEMPLATES_PATH</c>; null for none.</param>
    /// <param name="language">The language's code.</param>
    public static bool IsWhole(string? folder, string language) => BuiltInTemplates.Languages.Contains(language)
        || (folder is not null && language.Length is 2 or 3 && language.All(char.IsAsciiLetterLower)
            && TemplateContracts.All.All(contract => File.Exists(Path.Combine(folder, language, contract.Type + TemplateText.Extension))));
}
