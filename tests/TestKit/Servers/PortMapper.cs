using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>
/// The Erlang port mapper (epmd) of one node: where the node asks for another one's port it may be told the way through a proxy. The numbers are those of the
/// distribution protocol in Erlang's documentation.
/// </summary>
/// <param name="ports">Every node of the cluster by its name without a host, with its own port; the mappers of a cluster share it.</param>
/// <param name="way">The port to tell of a node that is asked for, by its name and its own port.</param>
internal sealed class PortMapper(ConcurrentDictionary<string, int> ports, Func<string, int, int> way) : IAsyncDisposable
{
    private const byte Register = 120;
    private const byte Registered = 118;
    private const byte PortPlease = 122;
    private const byte PortTold = 119;
    private const byte Names = 110;
    private const byte VisibleNode = 77;
    private static int _creation = 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public int Start()
    {
        _listener.Start();
        _ = AcceptAsync();
        return ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var length = new byte[2];
                await stream.ReadExactlyAsync(length);
                var request = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(request);
                await AnswerAsync(stream, request);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // Went away.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream, byte[] request)
    {
        switch (request[0])
        {
            case Register:
                var name = Encoding.UTF8.GetString(request, 11, BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(9)));
                ports[name] = BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(1));
                var registered = new byte[6];
                registered[0] = Registered;
                BinaryPrimitives.WriteInt32BigEndian(registered.AsSpan(2), Interlocked.Increment(ref _creation));
                await stream.WriteAsync(registered);
                // The node is there as long as this connection.
                await EndAsync(stream);
                ports.TryRemove(name, out _);
                return;
            case PortPlease:
                await stream.WriteAsync(Told(Encoding.UTF8.GetString(request.AsSpan(1))));
                return;
            case Names:
                var own = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(own, ((IPEndPoint)_listener.LocalEndpoint).Port);
                await stream.WriteAsync((byte[])[.. own, .. Encoding.UTF8.GetBytes(string.Concat(ports.Select(node => $"name {node.Key} at port {way(node.Key, node.Value)}\n")))]);
                return;
        }
    }

    private static async Task EndAsync(NetworkStream stream)
    {
        try
        {
            while (await stream.ReadAsync(new byte[16]) > 0)
            {
                // Says nothing more.
            }
        }
        catch (IOException)
        {
            // Killed.
        }
    }

    private byte[] Told(string name)
    {
        if (!ports.TryGetValue(name, out var port))
        {
            return [PortTold, 1];
        }

        var letters = Encoding.UTF8.GetBytes(name);
        var told = new byte[12 + letters.Length + 2];
        (told[0], told[4]) = (PortTold, VisibleNode);
        BinaryPrimitives.WriteUInt16BigEndian(told.AsSpan(2), (ushort)way(name, port));
        BinaryPrimitives.WriteUInt16BigEndian(told.AsSpan(6), 6);
        BinaryPrimitives.WriteUInt16BigEndian(told.AsSpan(8), 5);
        BinaryPrimitives.WriteUInt16BigEndian(told.AsSpan(10), (ushort)letters.Length);
        letters.CopyTo(told, 12);
        return told;
    }
}
