using System.Net;
using System.Net.Sockets;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Configuration;

public sealed class TakenAddressTests
{
    [Fact]
    public void Localhost_is_taken_where_another_program_has_it_by_IPv6_alone()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var other = new TcpListener(IPAddress.IPv6Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        Assert.StartsWith($"Port {port} is taken by another program", TakenAddress.Find([$"http://localhost:{port}"], "ASPNETCORE_URLS"), StringComparison.Ordinal);
        Assert.Null(TakenAddress.Find([$"http://127.0.0.1:{port}"], "ASPNETCORE_URLS"));
    }
}
