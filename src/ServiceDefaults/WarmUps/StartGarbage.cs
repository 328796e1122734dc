using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PhStudio.Messaging.ServiceDefaults.WarmUps;

/// <summary>
/// Gives back what the start alone needed. The collector begins its work when as much was allocated as the processor's cache holds, which an idle service does not reach for hours.
/// </summary>
internal static class StartGarbage
{
    /// <summary>Collects once, when the service is ready and warm.</summary>
    public static async Task CollectAsync(IServiceProvider services)
    {
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            if (services.GetService<IBusControl>() is { } bus)
            {
                await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stopping);
            }

            if (services.GetService<WarmUp>()?.ExecuteTask is { } warm)
            {
                await warm.WaitAsync(stopping);
            }

            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        catch (OperationCanceledException)
        {
            // It stops before it was ready.
        }
    }
}
