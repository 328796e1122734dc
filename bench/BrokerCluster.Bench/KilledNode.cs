using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.BrokerCluster.Bench;

/// <summary><c>kill -9</c>: a client that was connected to it is told so by the machine at once.</summary>
internal sealed class KilledNode : INodeOutage
{
    public string Name => "kill";

    public int ClientPort(RabbitMqServer node) => node.Port;

    public Task BeginAsync(RabbitMqServer node) => node.KillAsync();

    public Task EndAsync(RabbitMqServer node, int round) => node.StartAgainAsync();
}
