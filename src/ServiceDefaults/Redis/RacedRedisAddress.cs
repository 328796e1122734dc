using System.Net;
using System.Net.Sockets;
using PhStudio.Messaging.ServiceDefaults.Connections;
using StackExchange.Redis.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Redis;

/// <summary>
/// Finds the address of Redis where its name has several: the one that answers first (<see cref="AddressRace"/>). The client itself tries them one after the other within one time-out,
/// so that an address that swallows packets takes all of it.
/// </summary>
/// <param name="race">The way to an address.</param>
internal sealed class RacedRedisAddress(AddressRace race) : Tunnel
{
    // Half of what the client has for a connection.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1.5);

    /// <summary>The address to connect to; the name itself where none answers, so that the client says why.</summary>
    public override async ValueTask<EndPoint?> GetSocketConnectEndpointAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint is not DnsEndPoint name)
        {
            return endpoint;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            return await race.FindAsync(name, timeout.Token) is { } address ? new IPEndPoint(address, name.Port) : endpoint;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return endpoint;
        }
    }

    /// <inheritdoc />
    public override string ToString() => "race";
}
