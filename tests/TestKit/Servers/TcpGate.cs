using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>A way to a server that a test can shut and open: what is behind it is then away and back.</summary>
public sealed class TcpGate : IAsyncDisposable
{
    private readonly string host;
    private readonly int target;
    private readonly ConcurrentDictionary<TcpClient, byte> connections = new();
    private TcpListener? listener;

    public TcpGate(string host, int target)
    {
        this.host = host;
        this.target = target;
        Port = FreePort.Next();
        Open();
    }

    public int Port { get; }

    public void Open()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        _ = AcceptAsync(listener);
    }

    /// <summary>Cuts every connection and refuses new ones.</summary>
    public void Shut()
    {
        listener?.Stop();
        listener = null;
        foreach (var connection in connections.Keys)
            connection.Dispose();
        connections.Clear();
    }

    public ValueTask DisposeAsync()
    {
        Shut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener from)
    {
        try
        {
            while (true)
                _ = ForwardAsync(await from.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Shut.
        }
    }

    private async Task ForwardAsync(TcpClient near)
    {
        using var far = new TcpClient();
        connections[near] = 0;
        connections[far] = 0;
        try
        {
            await far.ConnectAsync(host, target);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side went away: so does the other.
        }
        finally
        {
            connections.TryRemove(near, out _);
            connections.TryRemove(far, out _);
            near.Dispose();
        }
    }
}
