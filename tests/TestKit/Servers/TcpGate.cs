using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>A way to a server that a test can shut and open, so that what is behind it is away and back, or on which it lets silence fall.</summary>
public sealed class TcpGate : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _target;
    private readonly ConcurrentDictionary<TcpClient, byte> _connections = new();
    private TcpListener? _listener;
    private CancellationTokenSource _passing = new();
    private volatile TaskCompletionSource _flowing = Done();

    public TcpGate(string host, int target)
    {
        _host = host;
        _target = target;
        Port = FreePort.Next();
        Open();
    }

    public int Port { get; }

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    /// <summary>Cuts every connection and refuses new ones.</summary>
    public void Shut()
    {
        _listener?.Stop();
        _listener = null;
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }
        _connections.Clear();
    }

    /// <summary>What is connected now stays connected, and nothing passes on it any more, as where a network swallows packets. New connections are well.</summary>
    public void Silence()
    {
        _passing.Cancel();
        _passing = new CancellationTokenSource();
    }

    /// <summary>Holds back everything, on new connections too, as a network does that is gone for a while: nothing is lost, and nobody is told.</summary>
    public void Freeze() => _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends a <see cref="Freeze"/>: what was held back passes.</summary>
    public void Thaw() => _flowing.TrySetResult();

    public ValueTask DisposeAsync()
    {
        Shut();
        Thaw();
        _passing.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener from)
    {
        try
        {
            while (true)
            {
                _ = ForwardAsync(await from.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Shut.
        }
    }

    private async Task ForwardAsync(TcpClient near)
    {
        var far = new TcpClient();
        var token = _passing.Token;
        _connections[near] = 0;
        _connections[far] = 0;
        try
        {
            await _flowing.Task;
            await far.ConnectAsync(_host, _target);
            await await Task.WhenAny(PassAsync(near.GetStream(), far.GetStream(), token), PassAsync(far.GetStream(), near.GetStream(), token));
        }
        catch (OperationCanceledException)
        {
            return; // Silence: both stay open until the gate is shut.
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side went away: so does the other.
        }

        _connections.TryRemove(near, out _);
        _connections.TryRemove(far, out _);
        near.Dispose();
        far.Dispose();
    }

    /// <summary>Reads on while nothing is let through, so that what was sent before its sender gave up is there to be let through later.</summary>
    private async Task PassAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
    {
        var kept = Channel.CreateUnbounded<byte[]>();
        var reading = ReadAsync(from, kept.Writer, cancellationToken);
        await foreach (var bytes in kept.Reader.ReadAllAsync(cancellationToken))
        {
            await _flowing.Task.WaitAsync(cancellationToken);
            await to.WriteAsync(bytes, cancellationToken);
        }

        await reading;
    }

    private static async Task ReadAsync(NetworkStream from, ChannelWriter<byte[]> kept, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                kept.TryWrite(buffer[..count]);
            }
        }
        finally
        {
            kept.Complete();
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
