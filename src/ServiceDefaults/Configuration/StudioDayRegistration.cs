using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>Registers <see cref="StudioDay"/>.</summary>
public static class StudioDayRegistration
{
    /// <summary>In the time zone that <c>STUDIO_TIME_ZONE</c> names.</summary>
    public static void AddStudioDay(this IHostApplicationBuilder builder)
    {
        var zone = builder.StudioTimeZone();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(provider => new StudioDay(TimeZoneInfo.FindSystemTimeZoneById(zone), provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>The name of the studio's time zone.</summary>
    public static string StudioTimeZone(this IHostApplicationBuilder builder) =>
        builder.Settings().Text("STUDIO_TIME_ZONE", "an IANA time zone such as Europe/Moscow", "Europe/Moscow", text => TimeZoneInfo.TryFindSystemTimeZoneById(text, out _));
}
