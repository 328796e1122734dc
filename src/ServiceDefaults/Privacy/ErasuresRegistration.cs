using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Privacy;

/// <summary>Registers the list of erased people.</summary>
public static class ErasuresRegistration
{
    /// <summary>In Redis where the host has it. In Standalone all services share one.</summary>
    public static void AddErasures(this IHostApplicationBuilder builder) => builder.AddSharedStore<IErasures, RedisErasures, InMemoryErasures>();
}
