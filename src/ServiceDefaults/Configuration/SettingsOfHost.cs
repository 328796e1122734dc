using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>Finds the one <see cref="Settings"/> of a host that is being built.</summary>
public static class SettingsOfHost
{
    /// <summary>The settings of this host; made at the first call.</summary>
    public static Settings Settings(this IHostApplicationBuilder builder)
    {
        if (builder.Services.FirstOrDefault(s => s.ServiceType == typeof(Settings))?.ImplementationInstance is Settings settings)
        {
            return settings;
        }
        settings = new Settings(builder.Configuration);
        builder.Services.AddSingleton(settings);
        return settings;
    }
}
