using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>A way to a server that a test can shut and open, so that what is behind it is away and back, or on which it lets silence fall.</summary>
public sealed class TcpGate : IAsyncDisposable
{
    private readonly string host;
    private readonly int target;
    private readonly ConcurrentDictionary<TcpClient, byte> connections = new();
    private TcpListener? listener;
    private CancellationTokenSource passing = new();
    private volatile TaskCompletionSource flowing = Done();

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

    /// <summary>What is connected now stays connected, and nothing passes on it any more, as where a network swallows packets. New connections are well.</summary>
    public void Silence()
    {
        passing.Cancel();
        passing = new CancellationTokenSource();
    }

    /// <summary>Holds back everything, on new connections too, as a network does that is gone for a while: nothing is lost, and nobody is told.</summary>
    public void Freeze() => flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends a <see cref="Freeze"/>: what was held back passes.</summary>
    public void Thaw() => flowing.TrySetResult();

    public ValueTask DisposeAsync()
    {
        Shut();
        Thaw();
        passing.Dispose();
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
        var far = new TcpClient();
        var token = passing.Token;
        connections[near] = 0;
        connections[far] = 0;
        try
        {
            await flowing.Task;
            await far.ConnectAsync(host, target);
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

        connections.TryRemove(near, out _);
        connections.TryRemove(far, out _);
        near.Dispose();
        far.Dispose();
    }

    /// <summary>Reads on while nothing is let through, so that what was sent before its sender gave up is there to be let through later.</summary>
    private async Task PassAsync(NetworkStream from, NetworkStream to, CancellationToken token)
    {
        var kept = Channel.CreateUnbounded<byte[]>();
        var reading = ReadAsync(from, kept.Writer, token);
        await foreach (var bytes in kept.Reader.ReadAllAsync(token))
        {
            await flowing.Task.WaitAsync(token);
            await to.WriteAsync(bytes, token);
        }

        await reading;
    }

    private static async Task ReadAsync(NetworkStream from, ChannelWriter<byte[]> kept, CancellationToken token)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, token) is > 0 and var count)
                kept.TryWrite(buffer[..count]);
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
