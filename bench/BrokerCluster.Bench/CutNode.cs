using System.Diagnostics;
using System.Text.Json;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.BrokerCluster.Bench;

/// <summary>
/// The network around the node falls silent: nothing passes to its clients or to the other nodes, and nobody is told. Each second round lasts until the nodes have given each
/// other up (their tick is 6 s), so that the node, left alone, pauses; the others end when all is settled.
/// </summary>
internal sealed class CutNode(ClusterNetwork network, IReadOnlyList<RabbitMqServer> nodes) : INodeOutage
{
    private static readonly TimeSpan UntilGivenUp = TimeSpan.FromSeconds(90);
    private readonly Stopwatch _cut = new();

    public string Name => "cut";

    public int ClientPort(RabbitMqServer node) => network.ClientPort(node);

    public Task BeginAsync(RabbitMqServer node)
    {
        network.Cut(node);
        _cut.Restart();
        return Task.CompletedTask;
    }

    public async Task EndAsync(RabbitMqServer node, int round)
    {
        if (round % 2 == 0 && UntilGivenUp - _cut.Elapsed is { Ticks: > 0 } left)
        {
            await Task.Delay(left);
        }

        network.Heal(node);
        Console.Error.WriteLine($"Cut off for {_cut.Elapsed.TotalSeconds:0} s.");
        await Eventually.TrueAsync("all nodes to see each other", async () => (await Task.WhenAll(nodes.Select(one => one.ClusterStatusAsync()))).All(IsWhole), TimeSpan.FromMinutes(5));
    }

    private bool IsWhole(string status)
    {
        if (status.Length == 0)
        {
            return false;
        }

        using var told = JsonDocument.Parse(status);
        return told.RootElement.GetProperty("running_nodes").GetArrayLength() == nodes.Count && told.RootElement.GetProperty("partitions").EnumerateObject().All(node => node.Value.GetArrayLength() == 0);
    }
}
