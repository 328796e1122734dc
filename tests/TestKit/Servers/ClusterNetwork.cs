using System.Collections.Concurrent;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>
/// The network of a RabbitMQ cluster: a way from each node to each other, and one to each for its clients, every one of which can fall silent. A port mapper of each node's own tells it the ways.
/// </summary>
public sealed class ClusterNetwork : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _ports = new(StringComparer.Ordinal);
    private readonly List<PortMapper> _mappers = [];
    private readonly List<(string From, string To, TcpGate Gate)> _between = [];
    private readonly Dictionary<string, TcpGate> _clients = [];

    private ClusterNetwork()
    {
    }

    internal IReadOnlyList<int> Mappers { get; private set; } = [];

    /// <summary>The port that clients reach a node by.</summary>
    public int ClientPort(RabbitMqServer node) => _clients[node.ShortName].Port;

    /// <summary>Nothing passes any more between this node and the others, or its clients; nobody is told.</summary>
    public void Cut(RabbitMqServer node)
    {
        foreach (var gate in GatesOf(node))
        {
            gate.Freeze();
        }
    }

    /// <summary>Ends a <see cref="Cut"/>: what was on its way arrives.</summary>
    public void Heal(RabbitMqServer node)
    {
        foreach (var gate in GatesOf(node))
        {
            gate.Thaw();
        }
    }

    internal static ClusterNetwork Of(IReadOnlyList<(string Name, int Port, int NodePort)> nodes)
    {
        var network = new ClusterNetwork();
        foreach (var (name, port, nodePort) in nodes)
        {
            network._clients[name] = new TcpGate("127.0.0.1", port);
            network._between.AddRange(nodes.Where(other => other.Name != name).Select(other => (other.Name, name, new TcpGate("127.0.0.1", nodePort))));
        }

        network._mappers.AddRange(nodes.Select(node => new PortMapper(network._ports, (asked, own) => network._between.Find(way => way.From == node.Name && way.To == asked).Gate?.Port ?? own)));
        network.Mappers = network._mappers.ConvertAll(mapper => mapper.Start());
        return network;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gate in _between.Select(way => way.Gate).Concat(_clients.Values))
        {
            await gate.DisposeAsync();
        }

        foreach (var mapper in _mappers)
        {
            await mapper.DisposeAsync();
        }
    }

    private IEnumerable<TcpGate> GatesOf(RabbitMqServer node) =>
        _between.Where(way => way.From == node.ShortName || way.To == node.ShortName).Select(way => way.Gate).Append(_clients[node.ShortName]);
}
