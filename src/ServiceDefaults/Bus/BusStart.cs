using MassTransit;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Broker;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// Starts the bus once the broker took our user and password, and stops it. The library gives a bus up for good whose first connection is refused for them
/// (docs/masstransit.md 43), where an operator may create the user a minute later. A start that fails all the same ends the process: anybody who runs it starts it again.
/// </summary>
internal sealed class BusStart(TopologyDeclaration topology, IBusDepot depot) : BackgroundService
{
    /// <summary>What works ends within that.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (topology.LoggedIn.IsCompletedSuccessfully)
        {
            using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            within.CancelAfter(StopTimeout);
            await depot.Stop(within.Token);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await topology.LoggedIn.WaitAsync(stoppingToken);
        await depot.Start(stoppingToken);
    }
}
