using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.BrokerCluster.Bench;

/// <summary>A way in which a node of the broker goes away and comes back.</summary>
internal interface INodeOutage
{
    /// <summary>Its word in the table.</summary>
    string Name { get; }

    /// <summary>The port by which the services reach a node.</summary>
    int ClientPort(RabbitMqServer node);

    Task BeginAsync(RabbitMqServer node);

    /// <summary>Ends it; returns when the node is in the cluster again.</summary>
    /// <param name="node">The node.</param>
    /// <param name="round">The number of the round, from one.</param>
    Task EndAsync(RabbitMqServer node, int round);
}
