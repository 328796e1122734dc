using System.Net;
using System.Net.Sockets;

namespace PhStudio.Messaging.ServiceDefaults.Connections;

/// <summary>
/// Connects to a name that has several addresses: the next one is tried a quarter of a second after the one before, or as soon as that one fails, the two families in turn, and
/// the first that answers is taken (RFC 8305). One address that swallows packets then costs 250 ms and not the whole time-out.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="resolve">The addresses of a name, the preferred one first. Default: the system's resolver.</param>
public sealed class AddressRace(TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    /// <summary>How long the next address waits for the one before it.</summary>
    public static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>Opens a connection to a host.</summary>
    /// <exception cref="SocketException">The name has no address, or none of them answers: the first one's error.</exception>
    public async ValueTask<Socket> ConnectAsync(DnsEndPoint endpoint, CancellationToken cancellationToken)
    {
        var addresses = await _resolve(endpoint.Host, cancellationToken);
        return addresses.Length == 0 ? throw new SocketException((int)SocketError.HostNotFound) : await FirstAsync(addresses, endpoint.Port, cancellationToken);
    }

    /// <summary>The address of a host that answers first, for a client that connects by itself; null where it has only one.</summary>
    /// <exception cref="SocketException">None of them answers: the first one's error.</exception>
    public async Task<IPAddress?> FindAsync(DnsEndPoint endpoint, CancellationToken cancellationToken)
    {
        var addresses = await _resolve(endpoint.Host, cancellationToken);
        if (addresses.Length < 2)
        {
            return null;
        }

        using var socket = await FirstAsync(addresses, endpoint.Port, cancellationToken);
        return ((IPEndPoint)socket.RemoteEndPoint!).Address;
    }

    private Task<Socket> FirstAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken) => Race.FirstAsync(
        [.. InTurn(addresses).Select(address => (Func<CancellationToken, Task<Socket>>)(token => OpenAsync(address, port, token)))],
        Stagger,
        time,
        socket =>
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        },
        cancellationToken);

    /// <summary>The addresses with the two families in turn, beginning with that of the first.</summary>
    public static IReadOnlyList<IPAddress> InTurn(IReadOnlyList<IPAddress> addresses)
    {
        if (addresses.Count == 0)
        {
            return addresses;
        }

        var families = addresses.GroupBy(address => address.AddressFamily).Select(family => family.ToList()).ToList();
        return [.. Enumerable.Range(0, addresses.Count).SelectMany(place => families.Where(family => place < family.Count).Select(family => family[place]))];
    }

    private static async Task<Socket> OpenAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
