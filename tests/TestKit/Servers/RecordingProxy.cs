using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>A way to a server on which somebody listens: every byte passes as it came, and is kept.</summary>
public sealed class RecordingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private readonly ConcurrentBag<Recording> _recordings = [];

    /// <param name="server">The port of the server on this machine.</param>
    public RecordingProxy(int server)
    {
        _server = server;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>What went each way on each connection, in the order in which it went. A connection has two of them.</summary>
    public IReadOnlyList<byte[]> Directions => [.. _recordings.Select(recording => recording.ToArray())];

    /// <summary>How many bytes passed.</summary>
    public long Bytes => _recordings.Sum(recording => recording.ToArray().LongLength);

    /// <summary>Which of these stand in the clear in what passed.</summary>
    public IReadOnlyList<string> Seen(IEnumerable<string> texts)
    {
        var passed = Directions;
        return [.. texts.Where(text => passed.Any(bytes => bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0))];
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
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ForwardAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, _server);
                // One side went away: so does the other.
                await await Task.WhenAny(PassAsync(near.GetStream(), far.GetStream()), PassAsync(far.GetStream(), near.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The same.
            }
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to)
    {
        var recording = new Recording();
        _recordings.Add(recording);
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            recording.Add(buffer.AsSpan(0, count));
            await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private sealed class Recording
    {
        private readonly MemoryStream _bytes = new();

        public void Add(ReadOnlySpan<byte> bytes)
        {
            lock (_bytes)
            {
                _bytes.Write(bytes);
            }
        }

        public byte[] ToArray()
        {
            lock (_bytes)
            {
                return _bytes.ToArray();
            }
        }
    }
}
