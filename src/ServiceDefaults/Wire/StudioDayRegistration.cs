using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

internal static class StudioDayRegistration
{
    public static void AddStudioDay(this IHostApplicationBuilder builder)
    {
        var zone = builder.Settings().Text("STUDIO_TIME_ZONE", "an IANA time zone such as Europe/Moscow", "Europe/Moscow", text => TimeZoneInfo.TryFindSystemTimeZoneById(text, out _));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(provider => new StudioDay(TimeZoneInfo.FindSystemTimeZoneById(zone), provider.GetRequiredService<TimeProvider>()));
    }
}
