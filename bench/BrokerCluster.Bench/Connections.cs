using System.Net.NetworkInformation;

namespace PhStudio.Messaging.BrokerCluster.Bench;

/// <summary>The connections of this machine.</summary>
internal static class Connections
{
    /// <summary>How many are open to a port.</summary>
    public static int To(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.State == TcpState.Established && connection.RemoteEndPoint.Port == port);
}
