using Microsoft.Extensions.Hosting;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>Stands where a process stores messages and leaves it to others to send them.</summary>
internal sealed class NoDispatcher : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
